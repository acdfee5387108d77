import type { CalibrationCurve } from "../../../ml/calibration.ts";
import { sigmoid } from "../../../ml/scores.ts";

/**
 * A prior and the trees beside it each know in part what the other knows, so that their sum is too sure. Their log-odds
 * count a half each, which is the logarithmic opinion pool (Genest and Zidek 1986).
 */
const SHARE = 0.5;
/** The furthest that scores are shifted: beyond, none changes in double precision. */
const MAX_SHIFT = 40;
/** So many halvings leave of the range no more than rounding does. */
const BISECTIONS = 60;

/**
 * Returns the curve that makes a pool of the sum of two opinions, with the mean score that is wanted.
 * @param sums the uncalibrated scores of the sum, of any rows.
 * @param wanted scores of which the mean is right.
 */
export function poolingCurve(sums: Float64Array, wanted: Float64Array): CalibrationCurve {
  const margins = sums.map((score) => SHARE * Math.log(score / (1 - score))).filter(Number.isFinite);
  const mean = meanOf(wanted);
  let [low, high] = [-MAX_SHIFT, MAX_SHIFT];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    if (meanOf(margins.map((margin) => sigmoid(margin + middle))) < mean) low = middle;
    else high = middle;
  }
  return { method: "platt", slope: SHARE, intercept: (low + high) / 2 };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
