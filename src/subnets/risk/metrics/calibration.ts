import type { Outcomes } from "../../../ml/metrics.ts";
import { at } from "./at.ts";
import { findBin, unitEdges } from "./histogram.ts";

/** How many equally wide bins of [0,1] calibration is judged in, unless another number is asked for. */
export const calibrationBins = 10;

/** What a model says and what is true, of the rows whose scores fall into one bin. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly meanScore: number;
  /** The share of positive rows. */
  readonly meanLabel: number;
}

/**
 * Returns the bins that hold rows, lowest first: equally wide bins of [0,1] with the edges of `histogram`. Rows whose
 * score is outside [0,1] or NaN are in none.
 */
export function calibrationCurve({ scores, labels }: Outcomes, bins = calibrationBins): CalibrationBin[] {
  const edges = unitEdges(bins);
  const rows = new Float64Array(bins);
  const scoreSums = new Float64Array(bins);
  const labelSums = new Float64Array(bins);
  for (let row = 0; row < scores.length; row += 1) {
    const bin = findBin(at(scores, row), edges);
    if (bin === undefined) continue;
    rows[bin] = at(rows, bin) + 1;
    scoreSums[bin] = at(scoreSums, bin) + at(scores, row);
    labelSums[bin] = at(labelSums, bin) + at(labels, row);
  }
  return Array.from(rows, (count, bin) => ({
    from: at(edges, bin),
    to: at(edges, bin + 1),
    rows: count,
    meanScore: at(scoreSums, bin) / count,
    meanLabel: at(labelSums, bin) / count,
  })).filter(({ rows: count }) => count > 0);
}

/**
 * Returns the expected calibration error: the distance between mean score and share of positives of each bin of
 * `calibrationCurve`, weighted with its rows (Naeini, Cooper and Hauskrecht 2015). Undefined for no rows; NaN when a
 * score is no probability.
 */
export function expectedCalibrationError(outcomes: Outcomes, bins = calibrationBins): number | undefined {
  const total = outcomes.scores.length;
  if (total === 0) return undefined;
  let [error, counted] = [0, 0];
  for (const { rows, meanScore, meanLabel } of calibrationCurve(outcomes, bins)) {
    error += rows * Math.abs(meanScore - meanLabel);
    counted += rows;
  }
  return counted === total ? error / total : NaN;
}
