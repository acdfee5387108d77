import { join } from "node:path";
import type { TrainRequest, TrainResult } from "../../../ml/contract.ts";
import { writeLogisticModel } from "../../../ml/logistic-model.ts";
import type { JobDeps } from "../job-deps.ts";
import type { Making } from "./card.ts";
import { countExpanded, findHindsight, saveHindsight, type HindsightLessons } from "./hindsight-lessons.ts";
import { newestScores } from "./newest-scores.ts";
import { poolingCurve } from "./pooling.ts";
import type { MakingTask } from "./training-task.ts";
import type { TrainingSettings } from "./training.ts";
import { trainWatched } from "./watched-training.ts";

/** No held-out label says when to stop. */
const MOST_ROUNDS = 300;

/** Why there is nothing else to learn from. */
type ColdTask = MakingTask & { readonly reason: string };

/**
 * Makes what scores while nothing is known of what became of any batch: the recipe's prior, and beside it trees of what
 * the newest batch teaches in hindsight, where that is enough.
 */
export async function makeColdStart(
  deps: JobDeps,
  settings: TrainingSettings,
  task: ColdTask,
): Promise<Making> {
  const { recipe, modelPath, reason } = task;
  const { baseline } = recipe;
  const hindsight = findHindsight(settings, task);
  const expanded = hindsight === undefined ? 0 : await countExpanded(deps, hindsight, task.signal);
  if (hindsight === undefined || expanded < settings.minimumPerClass) {
    return { kind: "baseline", reason, baseline, file: await writeLogisticModel(modelPath, baseline) };
  }
  const file = await makePool(deps, settings, { ...task, hindsight });
  return { kind: "baseline", reason, baseline, file, trees: file };
}

/**
 * Trains twice, which gives the same trees: the first time to see what their scores of the newest batch are. What the
 * prior looks at is left to it.
 */
async function makePool(
  deps: JobDeps,
  { parameters, rounds, earlyStoppingRounds }: TrainingSettings,
  { hindsight, ...task }: ColdTask & { readonly hindsight: HindsightLessons },
): Promise<TrainResult> {
  const { recipe, scratch, signal, modelPath } = task;
  const { baseline: prior, objective, constraints } = recipe;
  const rowsPath = join(scratch, `${recipe.modelType}.hindsight`);
  const leftMissing = prior.terms.map(({ feature }) => feature);
  const lessons = { ...hindsight, settings: { ...hindsight.settings, leftMissing } };
  await saveHindsight(deps, lessons, { path: rowsPath, signal });
  const request: TrainRequest = {
    rowsPath,
    layout: { extras: recipe.extras, features: recipe.schema.names },
    objective,
    parameters: recipe.adapt(parameters),
    rounds: Math.min(rounds, MOST_ROUNDS),
    earlyStoppingRounds,
    constraints,
    prior,
    modelPath,
  };
  const scoresOf = (path: string, sha256: string, algorithm: "xgboost" | "logistic") =>
    newestScores(deps, { ...task, model: { path, sha256, algorithm }, nthread: parameters.nthread });
  const train = (title: string, own: Partial<TrainRequest>) =>
    trainWatched(deps, title, { request: { ...request, ...own }, signal });
  // A kill leaves nothing of it: the scratch directory is emptied.
  const sumPath = join(scratch, "sum.txt");
  const { sha256 } = await train(`Training ${recipe.modelType} in hindsight`, { modelPath: sumPath });
  const priorPath = join(scratch, "prior.txt");
  const { sha256: priorSha256 } = await writeLogisticModel(priorPath, prior);
  const curve = poolingCurve(
    await scoresOf(sumPath, sha256, "xgboost"),
    await scoresOf(priorPath, priorSha256, "logistic"),
  );
  return train(`Training ${recipe.modelType}, pooled with its prior`, { calibration: { curve } });
}
