import { expect } from "chai";
import fc from "fast-check";

import { meanShift, weightedMean } from "../../../src/ml/mean-shift.ts";
import { sigmoid } from "../../../src/ml/scores.ts";

const margin = fc.double({ min: -15, max: 15, noNaN: true });
const weight = fc.double({ min: 0.01, max: 100, noNaN: true });

describe(meanShift.name, () => {
  it("brings the mean score to what is wanted, by weight", () => {
    const rows = fc.array(fc.tuple(margin, weight), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(rows, fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }), (given, wanted) => {
        const margins = Float64Array.from(given, ([value]) => value);
        const weights = given.map(([, value]) => value);
        const shift = meanShift(margins, wanted, weights);
        const moved = margins.map((value) => sigmoid(value + shift));
        expect(weightedMean(moved, weights)).to.be.closeTo(wanted, 1e-9);
      }),
    );
  });

  it("stays finite where all or nothing is wanted", () => {
    expect(Math.abs(meanShift(Float64Array.of(0, 1), 0))).to.be.below(40);
    expect(Math.abs(meanShift(Float64Array.of(0, 1), 1))).to.be.below(40);
  });

  it("is 0 where nothing counts", () => {
    expect(meanShift(new Float64Array(), 0.5)).to.equal(0);
    expect(meanShift(Float64Array.of(1, 2), 0.5, [0, 0])).to.equal(0);
  });
});
