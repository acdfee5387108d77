import { NeuronError } from "../../../lib/errors.ts";
import { at } from "../metrics/at.ts";
import type { ScoreDistribution } from "../model-card.ts";

/** About so many bins: a tenth of the scores in each. */
const bins = 10;
/** An empty bin counts as this share, for its logarithm to exist. */
const leastShare = 1e-4;

/**
 * Returns how scores are distributed: edges that cut them into bins of about equal share, and the shares. Scores that
 * are equal stay in one bin, so there may be fewer bins than ten. Undefined for no scores.
 */
export function scoreDistribution(scores: Float64Array): ScoreDistribution | undefined {
  if (scores.length === 0) return undefined;
  const sorted = scores.toSorted();
  const quantiles = Array.from({ length: bins - 1 }, (_, cut) =>
    at(sorted, Math.floor(((cut + 1) * sorted.length) / bins)),
  );
  const edges = [...new Set(quantiles)].filter((edge) => edge > at(sorted, 0));
  const counts = new Array<number>(edges.length + 1).fill(0);
  for (const score of scores) {
    const bin = binOf(score, edges);
    counts[bin] = at(counts, bin) + 1;
  }
  return { edges, shares: counts.map((count) => count / scores.length), scores: scores.length };
}

/**
 * Returns the population stability index of scores against those of the training period: the sum over the bins of
 * (share - expected share) x ln(share / expected share). By convention below 0.1 is no change, above 0.25 a great one.
 * @param counts how many scores fall into each bin of the distribution, in order.
 */
export function populationStability({ shares }: ScoreDistribution, counts: readonly number[]): number {
  if (counts.length !== shares.length)
    throw new NeuronError("INTERNAL", `${counts.length} counts for ${shares.length} bins`);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  return shares.reduce((sum, share, bin) => {
    const expected = Math.max(share, leastShare);
    const found = Math.max(at(counts, bin) / total, leastShare);
    return sum + (found - expected) * Math.log(found / expected);
  }, 0);
}

/**
 * Returns the index that so many scores of the very same distribution have on average: it is never 0, and large for
 * small batches (Yurdakul and Naranjo 2020: the index times n x m / (n + m) is about chi-square, of bins - 1 degrees).
 */
export function stabilityByChance({ shares, scores }: ScoreDistribution, count: number): number {
  return scores === 0 || count === 0 ? 0 : (shares.length - 1) * (1 / scores + 1 / count);
}

function binOf(score: number, edges: readonly number[]): number {
  const next = edges.findIndex((edge) => score < edge);
  return next < 0 ? edges.length : next;
}
