import { expect } from "chai";
import { auc } from "../../../../../src/ml/metrics.ts";
import { bootstrapInterval, quantile } from "../../../../../src/subnets/risk/metrics/bootstrap.ts";
import { pickOutcomes } from "../../../../../src/subnets/risk/metrics/pick-outcomes.ts";
import { seededRandom } from "../../../../../src/subnets/risk/metrics/random.ts";

describe(bootstrapInterval.name, () => {
  it("is the same for the same seed, and another for another", () => {
    expect(bootstrapInterval(createRequest())).deep.equal(bootstrapInterval(createRequest()));
    expect(bootstrapInterval(createRequest({ seed: 8 }))).not.deep.equal(bootstrapInterval(createRequest()));
  });

  it("holds the mean of a fair coin with the width that theory says", () => {
    const { low, high } = bootstrapInterval(createRequest()) ?? expect.fail("no interval");
    const halfWidth = 1.96 * Math.sqrt(0.25 / 400);
    expect(low).closeTo(0.5 - halfWidth, 0.01);
    expect(high).closeTo(0.5 + halfWidth, 0.01);
  });

  it("is wider when rows come in groups", () => {
    const widthOf = (interval = bootstrapInterval(createRequest())) =>
      (interval?.high ?? NaN) - (interval?.low ?? NaN);
    const groups = coin.map((_, row) => Math.floor(row / 20));
    const inRuns = coin.map((_, row) => Math.floor(row / 20) % 2);
    const grouped = bootstrapInterval(createRequest({ groups, figure: (rows) => meanOf(inRuns, rows) }));
    expect(widthOf(grouped)).above(3 * widthOf());
  });

  it("counts only resamples over which the figure has a value", () => {
    const outcomes = { scores: [0.2, 0.8], labels: [0, 1] };
    const figure = (rows: Uint32Array) => auc(pickOutcomes(outcomes, rows));
    const interval = bootstrapInterval(createRequest({ rows: 2, resamples: 1_000, figure }));
    expect(interval).deep.include({ low: 1, high: 1 });
    expect(interval?.resamples).within(400, 600);
    expect(bootstrapInterval(createRequest({ figure: () => undefined }))).equal(undefined);
  });
});

describe(quantile.name, () => {
  it("interpolates between neighbours", () => {
    expect([0, 0.25, 0.5, 1].map((share) => quantile([1, 2, 4], share))).deep.equal([1, 1.5, 2, 4]);
  });
});

describe(seededRandom.name, () => {
  it("gives numbers in [0,1), spread evenly", () => {
    const random = seededRandom(42);
    const numbers = Array.from({ length: 10_000 }, random);
    expect(Math.min(...numbers)).within(0, 0.01);
    expect(Math.max(...numbers)).within(0.99, 1 - 2 ** -32);
    expect(numbers.reduce((sum, number) => sum + number) / numbers.length).closeTo(0.5, 0.01);
  });
});

const coin = Array.from({ length: 400 }, (_, row) => row % 2);

function createRequest(overrides: Partial<Parameters<typeof bootstrapInterval>[0]> = {}) {
  const figure = (rows: Uint32Array) => meanOf(coin, rows);
  return { rows: coin.length, figure, resamples: 2_000, seed: 7, ...overrides };
}

function meanOf(values: readonly number[], rows: Uint32Array): number {
  return rows.reduce((sum, row) => sum + (values[row] ?? NaN), 0) / rows.length;
}
