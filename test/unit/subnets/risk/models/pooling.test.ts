import { expect } from "chai";
import fc from "fast-check";
import { calibrator } from "../../../../../src/ml/calibration.ts";
import { sigmoid } from "../../../../../src/ml/scores.ts";
import { poolingCurve } from "../../../../../src/subnets/risk/models/pooling.ts";

const score = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const scores = fc.array(score, { minLength: 1, maxLength: 50 }).map((values) => Float64Array.from(values));

describe(poolingCurve.name, () => {
  it("gives the pool the mean score that is wanted", () => {
    fc.assert(
      fc.property(scores, scores, (sums, wanted) => {
        const toScore = calibrator({ curve: poolingCurve(sums, wanted) });
        const pooled = sums.map((sum) => toScore(Math.log(sum / (1 - sum))));
        // A thousandth of a score is the uncalibrated one, for its order.
        expect(meanOf(pooled)).to.be.closeTo(meanOf(wanted), 2e-3);
      }),
    );
  });

  it("counts the log-odds of either opinion half", () => {
    const curve = poolingCurve(Float64Array.of(sigmoid(-4), sigmoid(-2)), Float64Array.of(0.1));
    expect(curve).to.deep.include({ method: "platt", slope: 0.5 });
  });

  it("does without scores so near to an end that they have no log-odds", () => {
    const curve = poolingCurve(Float64Array.of(0, sigmoid(-2), 1), Float64Array.of(0.5));
    expect(curve).to.deep.include({ method: "platt" });
    if (curve.method === "platt") expect(curve.intercept).to.be.closeTo(1, 1e-9);
  });
});

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
