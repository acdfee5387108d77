import { at } from "./at.ts";
import { ascendingOrder } from "./sort-order.ts";

/** Returns the rank of each value, the least 1, equal values sharing the mean of their ranks; values must not be NaN. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    const end = endOfTie(values, order, first);
    for (let place = first; place < end; place += 1) ranks[at(order, place)] = (first + 1 + end) / 2;
    first = end;
  }
  return ranks;
}

/** Returns the place after the last one in the order whose value equals that of the first. */
export function endOfTie(values: ArrayLike<number>, order: Uint32Array, first: number): number {
  const value = at(values, at(order, first));
  let end = first + 1;
  while (end < order.length && at(values, at(order, end)) === value) end += 1;
  return end;
}

/**
 * Returns Spearman's rank correlation, ties having average ranks. NaN when either side is constant or has fewer than
 * two values: there is no order to compare (scipy.stats.spearmanr does the same).
 */
export function rankCorrelation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [ranksOfOne, ranksOfOther] = [averageRanks(one), averageRanks(other)];
  const meanRank = (one.length + 1) / 2;
  let [covariance, varianceOfOne, varianceOfOther] = [0, 0, 0];
  for (let row = 0; row < one.length; row += 1) {
    const a = at(ranksOfOne, row) - meanRank;
    const b = at(ranksOfOther, row) - meanRank;
    covariance += a * b;
    varianceOfOne += a * a;
    varianceOfOther += b * b;
  }
  const correlation = covariance / Math.sqrt(varianceOfOne * varianceOfOther);
  return Math.max(-1, Math.min(1, correlation));
}
