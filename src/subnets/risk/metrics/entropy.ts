import { at } from "./at.ts";

/** Keeps the logarithm of an empty bin finite (facts: aml-risk 7.3). */
const smoothing = 1e-10;

/**
 * Returns Shannon's entropy of counts over its greatest value: 1 when all are equal, about 0 when all is in one. Each
 * share has 1e-10 added and is normalised again, as the reference validator does (facts: aml-risk 7.3). 0 for no
 * counts at all.
 */
export function normalisedEntropy(counts: ArrayLike<number>): number {
  const total = sum(counts);
  if (total === 0) return 0;
  const smoothed = Float64Array.from(counts, (count) => count / total + smoothing);
  const scale = sum(smoothed);
  let entropy = 0;
  for (const share of smoothed) entropy -= (share / scale) * Math.log(share / scale);
  return entropy / Math.log(counts.length);
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += at(values, index);
  return total;
}
