/** Scores by alert: the score at an index belongs to the alert at that index. */
export interface ScoredAlerts {
  readonly alertIds: readonly string[];
  readonly scores: ArrayLike<number>;
}

/** What a miner published for a batch, as validators judge it: one model for all rows. */
export interface Submission extends ScoredAlerts {
  readonly modelVersion: string;
  readonly modelGithubUrl: string;
}

/** Where each alert of a batch stands in its order. */
export type AlertPositions = ReadonlyMap<string, number>;

/** Returns the positions of a batch's alerts. */
export function positionsOf(alertIds: readonly string[]): AlertPositions {
  return new Map(alertIds.map((alertId, position) => [alertId, position]));
}

/**
 * Returns the score of each alert of a batch in the batch's order, NaN where none was given. Alerts that the batch does
 * not have are left out; of two scores for one alert the later counts.
 */
export function alignScores({ alertIds, scores }: ScoredAlerts, positions: AlertPositions): Float64Array {
  const aligned = new Float64Array(positions.size).fill(NaN);
  for (const [row, alertId] of alertIds.entries()) {
    const position = positions.get(alertId);
    if (position !== undefined) aligned[position] = scores[row] ?? NaN;
  }
  return aligned;
}
