import { expect } from "chai";
import fc from "fast-check";

import { averagePrecision, precisionAt } from "../../../../../src/subnets/risk/metrics/average-precision.ts";

const rows = fc.array(fc.record({ score: fc.nat(5), label: fc.nat(1) }), { minLength: 1, maxLength: 30 });

describe(averagePrecision.name, () => {
  it("gives the values of scikit-learn, with ties and without", () => {
    const scores = [0.02, 0.11, 0.11, 0.35, 0.48, 0.62, 0.62, 0.77, 0.91, 0.99];
    const labels = [0, 0, 1, 0, 0, 1, 1, 1, 1, 1];
    expect(averagePrecision({ scores, labels })).closeTo(0.9444444444444443, 1e-15);
    const tied = { scores: [0.5, 0.5, 0.5, 0.2, 0.9, 0.9], labels: [1, 0, 1, 0, 1, 0] };
    expect(averagePrecision(tied)).closeTo(0.5666666666666667, 1e-15);
  });

  it("has no value without a positive row", () => {
    expect(averagePrecision({ scores: [0.1, 0.2], labels: [0, 0] })).equal(undefined);
    expect(averagePrecision({ scores: [], labels: [] })).equal(undefined);
  });

  it("is the mean over the positive rows of the precision at their score", () => {
    fc.assert(
      fc.property(rows, (list) => {
        const positives = list.filter(({ label }) => label === 1);
        const precisions = positives.map(({ score }) => {
          const above = list.filter((other) => other.score >= score);
          return above.filter(({ label }) => label === 1).length / above.length;
        });
        const expected = precisions.reduce((sum, precision) => sum + precision, 0) / positives.length;
        expect(averagePrecision(outcomesOf(list)) ?? NaN).satisfy(
          (value: number) => Object.is(value, expected) || Math.abs(value - expected) < 1e-12,
        );
      }),
    );
  });
});

describe(precisionAt.name, () => {
  it("is the share of positive rows among the highest", () => {
    const outcomes = { scores: [0.9, 0.8, 0.7, 0.6], labels: [1, 0, 1, 0] };
    expect([1, 2, 3, 4, 99].map((k) => precisionAt(outcomes, k))).deep.equal([1, 1 / 2, 2 / 3, 1 / 2, 1 / 2]);
  });

  it("counts rows that tie at the cut with their chance, in any order", () => {
    expect(precisionAt({ scores: [0.9, 0.5, 0.5], labels: [1, 1, 0] }, 2)).equal(0.75);
    expect(precisionAt({ scores: [0.5, 0.5, 0.9], labels: [0, 1, 1] }, 2)).equal(0.75);
  });

  it("has no value for no rows", () => {
    expect(precisionAt({ scores: [], labels: [] }, 5)).equal(undefined);
    expect(precisionAt({ scores: [0.5], labels: [1] }, 0)).equal(undefined);
  });
});

function outcomesOf(list: readonly { score: number; label: number }[]) {
  return { scores: list.map(({ score }) => score), labels: list.map(({ label }) => label) };
}
