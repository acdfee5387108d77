import { at } from "../metrics/at.ts";

/**
 * Returns the median score of each alert over all submitters, the mean of the middle two of an even number; NaN for an
 * alert that nobody scored (facts: aml-risk 7.3).
 *
 * @param submissions each aligned to the same batch, NaN where it has no score.
 */
export function medianScores(submissions: readonly Float64Array[]): Float64Array {
  const given = new Float64Array(submissions.length);
  const medians = new Float64Array(submissions[0]?.length ?? 0);
  for (let alert = 0; alert < medians.length; alert += 1) {
    let count = 0;
    for (const scores of submissions) {
      const score = at(scores, alert);
      if (Number.isNaN(score)) continue;
      given[count] = score;
      count += 1;
    }
    medians[alert] = medianOf(given.subarray(0, count).sort());
  }
  return medians;
}

function medianOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return at(sorted, middle);
  return (at(sorted, middle - 1) + at(sorted, middle)) / 2;
}
