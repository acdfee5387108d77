import { join } from "node:path";
import type { ModelFile, TrainingParameters } from "../../../ml/contract.ts";
import { chooseLessons } from "../models/lessons.ts";
import { recipes } from "../models/recipe.ts";
import type { TrainingSettings } from "../models/training.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import { askAside, type AsideDeps, type AsideTask } from "./ask-aside.ts";
import { plainFeatures, plainScoringRows, plainTrainingRows } from "./plain-rows.ts";

const ROUNDS = 100;

/** What one would take without a search. Deeper trees and slower ones did no better where they were tried. */
const parameters = {
  max_depth: 3,
  eta: 0.1,
  subsample: 0.8,
  colsample_bytree: 0.8,
  min_child_weight: 1,
  lambda: 1,
  scale_pos_weight: 1,
} as const satisfies Partial<TrainingParameters>;

export interface PlainTask extends AsideTask {
  /** What is learned from: batches, and the date after which nothing is known. */
  readonly set: { readonly batchIds: readonly string[]; readonly labelsUntil: string };
}

/**
 * Returns what a plain boosted model says of a batch's alerts: trained on the same labels, but on the source's columns
 * alone, and neither weighted, validated nor calibrated. Undefined where there is too little to train on.
 */
export async function plainScores(
  deps: AsideDeps,
  settings: TrainingSettings,
  { set, ...task }: PlainTask,
): Promise<ScoredAlerts | undefined> {
  const { signal, directory, nthread } = task;
  const { sql, lack } = await chooseLessons(deps, settings, { recipe: recipes.alert_scorer, set, signal });
  if (lack !== undefined) return undefined;
  const rowsPath = join(directory, "plain-training.rows");
  const params = { batches: set.batchIds, labels_until: set.labelsUntil };
  await deps.database.save(plainTrainingRows(sql), rowsPath, { params, signal });
  const modelPath = join(directory, "plain.ubj");
  const { seed } = settings.parameters;
  const request = {
    rowsPath,
    layout: { extras: ["label"], features: plainFeatures },
    objective: "binary:logistic",
    parameters: { ...parameters, seed, nthread },
    rounds: ROUNDS,
    earlyStoppingRounds: ROUNDS,
    modelPath,
  } as const;
  const { sha256 } = await deps.worker.train(request, { signal });
  const model: ModelFile = { path: modelPath, sha256, algorithm: "xgboost" };
  return askAside(deps, { model, scoringRows: plainScoringRows, features: plainFeatures }, task);
}
