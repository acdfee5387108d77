import type { CalibrationCurve } from "../../../ml/calibration.ts";
import { meanShift, weightedMean } from "../../../ml/mean-shift.ts";

/**
 * A prior and the trees beside it each know in part what the other knows, so that their sum is too sure. Their log-odds
 * count a half each, which is the logarithmic opinion pool (Genest and Zidek 1986).
 */
const SHARE = 0.5;

/**
 * Returns the curve that makes a pool of the sum of two opinions, with the mean score that is wanted.
 * @param sums the uncalibrated scores of the sum, of any rows.
 * @param wanted scores of which the mean is right.
 */
export function poolingCurve(sums: Float64Array, wanted: Float64Array): CalibrationCurve {
  const margins = sums.map((score) => SHARE * Math.log(score / (1 - score))).filter(Number.isFinite);
  return { method: "platt", slope: SHARE, intercept: meanShift(margins, weightedMean(wanted)) };
}
