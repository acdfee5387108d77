import type { TrainingParameters } from "../../../ml/contract.ts";
import { seededRandom } from "../metrics/random.ts";

/** Keeps the draws of one trial from those of the next. */
const SEED_STRIDE = 0x9e3779b1;

/**
 * What may be searched, wide enough to matter and no wider: trees that are deeper or faster than this only learn the
 * past of an address by heart.
 */
const choices = {
  max_depth: [2, 3, 4, 5, 6],
  eta: [0.01, 0.02, 0.03, 0.05, 0.08],
  subsample: [0.5, 0.7, 1],
  colsample_bytree: [0.03, 0.05, 0.1, 0.3],
  min_child_weight: [1, 3, 5, 10, 20],
  lambda: [1, 3, 10],
  scale_pos_weight: [1, 2, 4],
} as const satisfies Partial<Record<keyof TrainingParameters, readonly number[]>>;

/** Returns the parameters of a trial: the operator's own first, then one draw per trial, the same for the same seed. */
export function trialParameters(own: TrainingParameters, trial: number): TrainingParameters {
  if (trial === 0) return own;
  const random = seededRandom(own.seed + Math.imul(trial, SEED_STRIDE));
  const drawn = Object.entries(choices).map(([name, values]) => [
    name,
    values[Math.floor(random() * values.length)],
  ]);
  // Every entry is a number under a name of TrainingParameters.
  return { ...own, ...(Object.fromEntries(drawn) as Partial<TrainingParameters>) };
}

/** One trial that was carried out. */
export interface Trial {
  readonly trial: number;
  readonly parameters: TrainingParameters;
  readonly grade: number;
  readonly rounds: number;
  readonly durationMs: number;
}

/** How many trials a search took, and which was best; undefined without a search. */
export interface SearchSummary {
  readonly trials: number;
  readonly bestTrial: number;
}

/** Returns the trial with the best grade, of equals the earliest; undefined for none. */
export function bestTrial(trials: readonly Trial[]): Trial | undefined {
  return trials.reduce<Trial | undefined>(
    (best, trial) => (best === undefined || trial.grade > best.grade ? trial : best),
    undefined,
  );
}

/** Returns whether another trial fits into what is left of the budget, as long as the longest so far. */
export function hasTimeFor(trials: readonly Trial[], spentMs: number, budgetMs: number): boolean {
  const longestMs = Math.max(0, ...trials.map(({ durationMs }) => durationMs));
  return spentMs + longestMs <= budgetMs;
}
