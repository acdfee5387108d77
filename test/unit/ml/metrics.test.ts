import { expect } from "chai";
import fc from "fast-check";

import { auc, brier, logLoss, ndcg } from "../../../src/ml/metrics.ts";

// facts: aml-risk 7.6
const scores = [0.02, 0.11, 0.11, 0.35, 0.48, 0.62, 0.62, 0.77, 0.91, 0.99];
const labels = [0, 0, 1, 0, 0, 1, 1, 1, 1, 1];

describe(auc.name, () => {
  it("gives the golden value, ties counting half", () => {
    expect(auc({ scores, labels })).closeTo(0.8958333333, 1e-10);
  });

  it("is a half for a constant score", () => {
    expect(auc({ scores: [0.3, 0.3, 0.3], labels: [0, 1, 0] })).equal(0.5);
  });

  it("has no value for one class or no rows", () => {
    expect(auc({ scores: [0.1, 0.9], labels: [1, 1] })).equal(undefined);
    expect(auc({ scores: [0.1, 0.9], labels: [0, 0] })).equal(undefined);
    expect(auc({ scores: [], labels: [] })).equal(undefined);
  });

  it("is NaN when a score is", () => {
    expect(auc({ scores: [NaN, 0.5, 0.4], labels: [1, 1, 0] })).deep.equal(NaN);
    expect(auc({ scores: [0.9, 0.5, NaN], labels: [1, 1, 0] })).deep.equal(NaN);
  });

  it("equals the count over all pairs", () => {
    const row = fc.record({ score: fc.integer({ min: 0, max: 9 }), label: fc.integer({ min: 0, max: 1 }) });
    const check = (rows: { score: number; label: number }[]) => {
      const outcomes = { scores: rows.map(({ score }) => score), labels: rows.map(({ label }) => label) };
      const positives = rows.filter(({ label }) => label === 1);
      const pairs = rows
        .filter(({ label }) => label === 0)
        .flatMap((negative) => positives.map((positive) => Math.sign(positive.score - negative.score)));
      const expected = pairs.reduce((sum, sign) => sum + (sign + 1) / 2, 0) / pairs.length;
      expect(auc(outcomes) ?? NaN).deep.equal(expected);
    };
    fc.assert(fc.property(fc.array(row, { maxLength: 30 }), check));
  });
});

describe(brier.name, () => {
  it("gives the golden value", () => {
    expect(brier({ scores, labels })).closeTo(0.15074, 1e-12);
  });

  it("has no value for no rows", () => {
    expect(brier({ scores: [], labels: [] })).equal(undefined);
  });
});

describe(logLoss.name, () => {
  it("is ln 2 where nothing is known", () => {
    expect(logLoss({ scores: [0.5, 0.5], labels: [0, 1] })).closeTo(Math.LN2, 1e-15);
  });

  it("averages the surprise of each row", () => {
    const expected = -(Math.log(0.8) + Math.log(0.9)) / 2;
    expect(logLoss({ scores: [0.8, 0.1], labels: [1, 0] })).closeTo(expected, 1e-15);
  });

  it("stays finite for a certain error", () => {
    expect(logLoss({ scores: [0], labels: [1] })).closeTo(15 * Math.LN10, 1e-9);
    expect(logLoss({ scores: [1], labels: [0] })).closeTo(15 * Math.LN10, 1e-1);
  });

  it("has no value for no rows", () => {
    expect(logLoss({ scores: [], labels: [] })).equal(undefined);
  });
});

describe(ndcg.name, () => {
  it("is 1 for the perfect order", () => {
    expect(ndcg({ scores: [0.9, 0.5, 0.1], labels: [4, 2, 0] }, [3])).equal(1);
  });

  it("discounts an exponential gain by the logarithm of the rank", () => {
    const gained = 3 / Math.log2(3) + 1 / Math.log2(4);
    const ideal = 3 + 1 / Math.log2(3);
    expect(ndcg({ scores: [0.9, 0.5, 0.1], labels: [0, 2, 1] }, [3])).closeTo(gained / ideal, 1e-15);
  });

  it("averages over groups, one without relevance counting 1", () => {
    const half = 1 / Math.log2(3);
    const outcomes = { scores: [0.9, 0.1, 0.5, 0.6], labels: [0, 1, 0, 0] };
    expect(ndcg(outcomes, [2, 2])).closeTo((half + 1) / 2, 1e-15);
  });

  it("gives equal scores the same value in any order of the input", () => {
    const expected = (1 + 1 / Math.log2(3)) / 2;
    expect(ndcg({ scores: [0.5, 0.5], labels: [1, 0] }, [2])).closeTo(expected, 1e-15);
    expect(ndcg({ scores: [0.5, 0.5], labels: [0, 1] }, [2])).closeTo(expected, 1e-15);
  });

  it("counts the first ranks only when told, as scikit-learn does with ties", () => {
    const outcomes = { scores: [0.4, 0.4, 0.9, 0.1], labels: [1, 0, 3, 2] };
    expect(ndcg(outcomes, [4], 2)).closeTo(0.82262883582581, 1e-14);
    expect(ndcg(outcomes, [4], 4)).equal(ndcg(outcomes, [4]));
  });

  it("has no value when nothing can be ordered", () => {
    expect(ndcg({ scores: [0.1, 0.2], labels: [3, 3] }, [2])).equal(undefined);
    expect(ndcg({ scores: [], labels: [] }, [])).equal(undefined);
  });
});
