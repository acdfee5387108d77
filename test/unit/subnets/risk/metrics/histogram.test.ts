import { expect } from "chai";
import fc from "fast-check";

import { findBin, histogram, unitEdges } from "../../../../../src/subnets/risk/metrics/histogram.ts";

describe(histogram.name, () => {
  it("counts the golden vector", () => {
    const counts = histogram([0, 0.1, 0.2, 0.3, 0.7, 0.9, 0.99, 1], 10);
    expect([...counts]).deep.equal([1, 1, 2, 0, 0, 0, 1, 0, 0, 3]);
  });

  it("counts thousandths as numpy does", () => {
    const thousandths = Array.from({ length: 1_001 }, (_, index) => index / 1_000);
    expect([...histogram(thousandths, 10)]).deep.equal([100, 100, 101, 99, 100, 101, 100, 99, 100, 101]);
    expect([...histogram(thousandths, 20)].join(" ")).equal(
      "50 50 51 49 50 51 50 49 50 50 50 51 49 51 49 50 51 49 51 50",
    );
  });

  it("leaves out what is no score", () => {
    expect([...histogram([NaN, -0.1, 1.1, Infinity, 0.5], 2)]).deep.equal([0, 1]);
  });
});

describe(findBin.name, () => {
  it("finds the last bin whose lower edge is not above the score", () => {
    const score = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(1_000).map((count) => count / 1_000),
    );
    fc.assert(
      fc.property(score, fc.integer({ min: 1, max: 60 }), (value, bins) => {
        const edges = unitEdges(bins);
        const expected = Math.min(
          edges.findLastIndex((edge) => edge <= value),
          bins - 1,
        );
        expect(findBin(value, edges)).equal(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});
