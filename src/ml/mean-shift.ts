import { sigmoid } from "./scores.ts";

/** The furthest that margins are shifted: beyond, a score no longer changes in double precision. */
const MAX_SHIFT = 40;
/** So many halvings leave of the range no more than rounding does. */
const BISECTIONS = 60;
/** Nearer to an end than this no shift brings a mean. */
const MIN_MEAN = 1e-6;

/**
 * Returns what is to be added to margins so that the mean of their sigmoids is the one that is wanted, or as near to it as
 * it can be. The mean rises with the shift, so halving the range finds it. Without margins, or without any weight, the
 * shift is 0.
 * @param weights one per margin; each counts alike without them.
 */
export function meanShift(margins: Float64Array, wanted: number, weights?: ArrayLike<number>): number {
  const reachable = Math.min(Math.max(wanted, MIN_MEAN), 1 - MIN_MEAN);
  let [low, high] = [-MAX_SHIFT, MAX_SHIFT];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    const mean = weightedMean(
      margins.map((margin) => sigmoid(margin + middle)),
      weights,
    );
    if (Number.isNaN(mean)) return 0;
    if (mean < reachable) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Returns the mean by weight; NaN where there is no weight. */
export function weightedMean(values: ArrayLike<number>, weights?: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (let place = 0; place < values.length; place += 1) {
    const weight = weights ? (weights[place] ?? NaN) : 1;
    sum += weight * (values[place] ?? NaN);
    total += weight;
  }
  return sum / total;
}
