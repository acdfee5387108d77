import type { ModelCard } from "../model-card.ts";

/** Grades of the two models on the same held-out rows or dates; higher is better. */
export interface Comparison {
  readonly challenger: number;
  readonly champion: number;
  /** Where they were compared, for the reader of the decision. */
  readonly on: string;
}

export interface Decision {
  readonly action: "activated" | "refused";
  readonly decidedBy: "comparison" | "force" | "operator";
  readonly championId: string | undefined;
  readonly comparison: Comparison | undefined;
  readonly reason: string;
}

export interface Challenge {
  readonly challenger: ModelCard;
  /** The active model. */
  readonly champion: ModelCard | undefined;
  /** Whether the active model's file is whole: another one scores nothing. */
  readonly isChampionWhole: boolean;
  /** Undefined where there is nothing to compare them on. */
  readonly comparison: Comparison | undefined;
  /** How much worse the challenger may be. */
  readonly margin: number;
  readonly force: boolean;
}

/**
 * Decides whether a newly made model becomes the active one: when nothing is active, when the active one cannot score
 * the features of today or has lost its file, and when the new one is not worse than the active one by more than the margin. A prior never
 * takes the place of a trained model.
 */
export function decide(challenge: Challenge): Decision {
  const { challenger, champion, isChampionWhole, comparison, margin, force } = challenge;
  const outcome = (action: Decision["action"], reason: string): Decision => ({
    action,
    decidedBy: "comparison",
    championId: champion?.model_id,
    comparison,
    reason,
  });
  if (champion === undefined) return outcome("activated", "No model was active before");
  if (force) return { ...outcome("activated", `Forced over ${champion.model_id}`), decidedBy: "force" };
  if (champion.feature_hash !== challenger.feature_hash)
    return outcome("activated", `${champion.model_id} was made for other features and cannot score`);
  if (!isChampionWhole)
    return outcome("activated", `The file of ${champion.model_id} is gone or damaged, so it cannot score`);
  if (isPrior(challenger) && !isPrior(champion))
    return outcome("refused", `A prior does not replace ${champion.model_id}, which was trained`);
  if (isPrior(challenger)) return outcome("activated", "A prior replaces a prior");
  if (comparison === undefined)
    return outcome("activated", `Nothing to compare with ${champion.model_id} on`);
  const { challenger: ours, champion: theirs, on } = comparison;
  const grades = `${ours.toFixed(4)} against ${theirs.toFixed(4)} of ${champion.model_id} on ${on}`;
  return ours >= theirs - margin
    ? outcome("activated", `Not worse: ${grades}`)
    : outcome("refused", `Worse: ${grades}, by more than ${margin}`);
}

/** Returns whether a model is a formula rather than trained. */
export function isPrior({ baseline_reason }: ModelCard): boolean {
  return baseline_reason !== null;
}
