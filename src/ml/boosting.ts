import { setImmediate as nextTurn } from "node:timers/promises";

import type { Booster, BoosterParameters } from "./booster.ts";
import type { Objective, TrainRequest } from "./contract.ts";
import type { DataMatrix } from "./data-matrix.ts";
import { EarlyStopping } from "./early-stopping.ts";
import { auc, ndcg } from "./metrics.ts";
import type { RowSet } from "./row-sets.ts";

/** The validation metric that decides when to stop. */
const watched = {
  "binary:logistic": { metric: "logloss", improvement: "lower" },
  "rank:ndcg": { metric: "ndcg", improvement: "higher" },
} as const;

/** Called after each round with rounds done of rounds planned. */
export type OnRound = (done: number, total: number) => void;

export type BoostingSettings = Pick<
  TrainRequest,
  "layout" | "objective" | "parameters" | "rounds" | "earlyStoppingRounds" | "constraints"
>;

/** Returns what the library is told. A constraint on a feature that the rows lack is one on nothing. */
export function boosterParameters(request: BoostingSettings): BoosterParameters {
  const { parameters, objective, constraints = {}, layout } = request;
  const directions = layout.features.map((feature) => constraints[feature] ?? 0);
  return {
    ...parameters,
    objective,
    eval_metric: watched[objective].metric,
    tree_method: "hist",
    base_score: 0.5,
    verbosity: 0,
    ...(directions.some((direction) => direction !== 0) && {
      monotone_constraints: `(${directions.join(",")})`,
    }),
  };
}

/** What remains of a set of rows once the library has its copy: the truth. No matrix when there are no rows. */
export interface LoadedRows extends Pick<RowSet, "rows" | "labels" | "groups" | "hindsight"> {
  readonly matrix?: DataMatrix;
}

export interface Boosting {
  readonly booster: Booster;
  readonly settings: BoostingSettings;
  readonly train: LoadedRows;
  readonly validation: LoadedRows;
}

/**
 * Adds rounds until the validation rows show no gain any more. Returns how many rounds were best, or undefined when
 * the validation rows cannot tell; then every planned round was run.
 */
export async function boost(
  { booster, settings, train, validation }: Boosting,
  onRound: OnRound,
): Promise<number | undefined> {
  const { objective, rounds, earlyStoppingRounds } = settings;
  const stopping = new EarlyStopping(earlyStoppingRounds, watched[objective].improvement);
  const watchedMatrix = canOrder(validation, objective) ? validation.matrix : undefined;
  for (let round = 0; round < rounds && train.matrix; round += 1) {
    booster.update(round, train.matrix);
    onRound(round + 1, rounds);
    // Lets progress out, and the end of the parent in.
    await nextTurn();
    if (watchedMatrix && stopping.observe(booster.evaluate(round, watchedMatrix))) break;
  }
  return watchedMatrix && stopping.bestRounds;
}

/** One class, or equal relevances only, reward a constant. */
function canOrder({ labels, groups }: LoadedRows, objective: Objective): boolean {
  const perfect = { scores: labels, labels };
  return (objective === "rank:ndcg" ? ndcg(perfect, groups ?? []) : auc(perfect)) !== undefined;
}
