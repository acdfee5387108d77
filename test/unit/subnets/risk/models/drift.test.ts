import { expect } from "chai";
import { asNeuronError } from "../../../../../src/lib/errors.ts";
import {
  populationStability,
  scoreDistribution,
  stabilityByChance,
} from "../../../../../src/subnets/risk/models/drift.ts";
import { createRandom } from "../../../../support/ml.ts";

describe(scoreDistribution.name, () => {
  it("cuts scores into tenths", () => {
    const distribution = scoreDistribution(Float64Array.from({ length: 1_000 }, (_, row) => row / 1_000));
    expect(distribution?.edges).to.deep.equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]);
    expect(distribution?.shares).to.deep.equal(new Array(10).fill(0.1));
  });

  it("keeps equal scores in one bin", () => {
    expect(scoreDistribution(new Float64Array(5).fill(0.2))).to.deep.equal({
      edges: [],
      shares: [1],
      scores: 5,
    });
  });

  it("is undefined for no scores", () => {
    expect(scoreDistribution(new Float64Array())).to.equal(undefined);
  });
});

describe(populationStability.name, () => {
  const training = { edges: [0.5], shares: [0.5, 0.5], scores: 100 };

  it("is 0 for the same shares, whatever the number of scores", () => {
    expect(populationStability(training, [30, 30])).to.equal(0);
  });

  it("is the sum of differences times log ratios", () => {
    const expected = (0.8 - 0.5) * Math.log(0.8 / 0.5) + (0.2 - 0.5) * Math.log(0.2 / 0.5);
    expect(populationStability(training, [80, 20])).to.be.closeTo(expected, 1e-12);
  });

  it("stays finite for an empty bin, and is 0 for no scores", () => {
    expect(populationStability(training, [10, 0])).to.be.within(1, 10);
    expect(populationStability(training, [0, 0])).to.equal(0);
  });

  it("is small for scores of the same origin and great for others", () => {
    const random = createRandom(3);
    const draw = (power: number) => Float64Array.from({ length: 5_000 }, () => random() ** power);
    const distribution = scoreDistribution(draw(2)) ?? expect.fail("no distribution");
    const stability = (scores: Float64Array) => {
      const counts = distribution.shares.map(() => 0);
      for (const score of scores) {
        const bin = distribution.edges.filter((edge) => score >= edge).length;
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return populationStability(distribution, counts);
    };
    expect(stability(draw(2))).to.be.below(0.02);
    expect(stability(draw(0.5))).to.be.above(0.25);
  });

  it("fails by name for counts of other bins", () => {
    expect(codeOf(() => populationStability(training, [1]))).to.equal("INTERNAL");
  });
});

describe(stabilityByChance.name, () => {
  it("is what scores of the same distribution come to on average", () => {
    const random = createRandom(5);
    const draw = (count: number) => Float64Array.from({ length: count }, () => random());
    const found = Array.from({ length: 300 }, () => {
      const distribution = scoreDistribution(draw(500)) ?? expect.fail("no distribution");
      const counts = distribution.shares.map(() => 0);
      for (const score of draw(250)) {
        const bin = distribution.edges.filter((edge) => score >= edge).length;
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      return populationStability(distribution, counts);
    });
    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    const distribution = scoreDistribution(draw(500)) ?? expect.fail("no distribution");
    expect(stabilityByChance(distribution, 250) / mean).to.be.within(0.8, 1.25);
  });

  it("is 0 where there is nothing to compare", () => {
    expect(stabilityByChance({ edges: [], shares: [1], scores: 0 }, 10)).to.equal(0);
    expect(stabilityByChance({ edges: [0.5], shares: [0.5, 0.5], scores: 10 }, 0)).to.equal(0);
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return asNeuronError(error).code;
  }
  return "nothing failed";
}
