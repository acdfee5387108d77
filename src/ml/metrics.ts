const MIN_PROBABILITY = 1e-15;

/** Scores against the truth, row by row. */
export interface Outcomes {
  readonly scores: ArrayLike<number>;
  /** 0 or 1; for ranking, the relevance. */
  readonly labels: ArrayLike<number>;
}

/**
 * Returns the probability that a random positive row scores above a random negative one, a tie counting half: the
 * Mann-Whitney statistic, equal to the area under the ROC curve with average ranks. Undefined for one class, NaN when
 * a score is NaN.
 */
export function auc({ scores, labels }: Outcomes): number | undefined {
  const positives = sortedScores(scores, labels, true);
  const negatives = sortedScores(scores, labels, false);
  if (positives.length === 0 || negatives.length === 0) return undefined;
  // Sorting puts NaN last.
  if (Number.isNaN(positives.at(-1)) || Number.isNaN(negatives.at(-1))) return NaN;
  let [below, notAbove, wins] = [0, 0, 0];
  for (const score of positives) {
    while (below < negatives.length && at(negatives, below) < score) below += 1;
    while (notAbove < negatives.length && at(negatives, notAbove) <= score) notAbove += 1;
    wins += (below + notAbove) / 2;
  }
  return wins / (positives.length * negatives.length);
}

/** Returns the mean negative log-likelihood in nats, probabilities clipped to [1e-15, 1 - 1e-15]; undefined for no rows. */
export function logLoss({ scores, labels }: Outcomes): number | undefined {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) {
    const probability = Math.min(Math.max(at(scores, row), MIN_PROBABILITY), 1 - MIN_PROBABILITY);
    const label = at(labels, row);
    sum -= label * Math.log(probability) + (1 - label) * Math.log1p(-probability);
  }
  return labels.length === 0 ? undefined : sum / labels.length;
}

/** Returns the mean squared distance between score and label; undefined for no rows. */
export function brier({ scores, labels }: Outcomes): number | undefined {
  let sum = 0;
  for (let row = 0; row < labels.length; row += 1) sum += (at(scores, row) - at(labels, row)) ** 2;
  return labels.length === 0 ? undefined : sum / labels.length;
}

/**
 * Returns the mean over the groups of the normalised discounted cumulative gain of a group's first ranks, gain
 * 2^relevance - 1, discount log2(1 + rank), a group without any relevance counting 1: XGBoost's `ndcg`. Rows with
 * equal scores share their mean gain (McSherry and Najork 2008), so that the order of the input cannot flatter.
 * Undefined when no group holds two different relevances: nothing to order.
 * @param groups sizes of the groups, in the order of the rows.
 * @param ranks how many ranks of a group count: all, unless told.
 */
export function ndcg(
  { scores, labels }: Outcomes,
  groups: ArrayLike<number>,
  ranks = Infinity,
): number | undefined {
  let [start, sum, canBeOrdered] = [0, 0, false];
  for (let group = 0; group < groups.length; group += 1) {
    const rows = Array.from({ length: at(groups, group) }, (_, offset) => start + offset);
    const best = Float64Array.from(rows, (row) => at(labels, row))
      .sort()
      .reverse();
    canBeOrdered ||= best[0] !== best.at(-1);
    const ideal = discountedGain(best, best, ranks);
    const byScore = rows.sort((a, b) => at(scores, b) - at(scores, a));
    const gained = discountedGain(
      byScore.map((row) => at(scores, row)),
      byScore.map((row) => at(labels, row)),
      ranks,
    );
    sum += ideal === 0 ? 1 : gained / ideal;
    start += rows.length;
  }
  return canBeOrdered ? sum / groups.length : undefined;
}

/** Both in the order of the ranks. */
function discountedGain(scores: ArrayLike<number>, labels: ArrayLike<number>, ranks: number): number {
  let total = 0;
  for (let first = 0; first < Math.min(scores.length, ranks);) {
    let [end, gains, discounts] = [first, 0, 0];
    do {
      gains += 2 ** at(labels, end) - 1;
      discounts += end < ranks ? 1 / Math.log2(end + 2) : 0;
      end += 1;
    } while (end < scores.length && at(scores, end) === at(scores, first));
    total += (gains / (end - first)) * discounts;
    first = end;
  }
  return total;
}

function sortedScores(scores: ArrayLike<number>, labels: ArrayLike<number>, positive: boolean): Float64Array {
  const picked = new Float64Array(labels.length);
  let count = 0;
  for (let row = 0; row < labels.length; row += 1) {
    if (at(labels, row) > 0 !== positive) continue;
    picked[count] = at(scores, row);
    count += 1;
  }
  return picked.subarray(0, count).sort();
}

/** An index past the end becomes NaN, which no result survives unnoticed. */
function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? NaN;
}
