import { join } from "node:path";
import type { ModelFile, TrainRequest, TrainResult } from "../../../ml/contract.ts";
import { writeLogisticModel } from "../../../ml/logistic-model.ts";
import type { JobDeps } from "../job-deps.ts";
import type { Making } from "./card.ts";
import { findParameters } from "./find-parameters.ts";
import type { ModelRecipe } from "./recipe.ts";
import { referenceScores } from "./reference-scores.ts";
import type { MakingTask } from "./training-task.ts";
import type { TrainingSettings } from "./training.ts";
import { secondModel, type Validation } from "./validation.ts";

/** Trains a model and writes its file, or that of the recipe's prior where there is too little to learn from. */
export async function makeModel(
  deps: JobDeps,
  settings: TrainingSettings,
  task: MakingTask,
): Promise<Making> {
  const { lessons, recipe, modelPath } = task;
  if (lessons.lack === undefined) return makeTrained(deps, settings, task);
  const { baseline } = recipe;
  const file = await writeLogisticModel(modelPath, baseline);
  return { kind: "baseline", reason: lessons.lack, baseline, file };
}

async function makeTrained(deps: JobDeps, settings: TrainingSettings, task: MakingTask): Promise<Making> {
  const { recipe, set, scratch, signal, lessons } = task;
  const rowsPath = join(scratch, `${recipe.modelType}.rows`);
  const params = { batches: set.batchIds, labels_until: set.labelsUntil };
  await deps.database.save(recipe.trainingRows(lessons.sql), rowsPath, { params, signal });
  const { validation, search } = await findParameters(deps, settings, {
    ...task,
    rowsPath,
    champion: fittingFile(task),
    withSecond: recipe.modelType === "alert_scorer" && lessons.counts.restless >= settings.minimumPerClass,
  });
  const result = await trainOnAll(deps, settings, { ...task, rowsPath, validation });
  const distribution = await referenceScores(deps, {
    ...task,
    sha256: result.sha256,
    nthread: settings.parameters.nthread,
  });
  return { kind: "trained", result, validation, search, distribution };
}

/** A champion of other features cannot score the rows. */
function fittingFile({ champion, recipe }: MakingTask): ModelFile | undefined {
  return champion?.card.feature_hash === recipe.schema.hash ? champion.file : undefined;
}

interface FinalTask extends MakingTask {
  readonly rowsPath: string;
  readonly validation: Validation;
}

/** Trains on all rows, first the second model where the calibration has one, which becomes part of the first. */
async function trainOnAll(deps: JobDeps, settings: TrainingSettings, task: FinalTask): Promise<TrainResult> {
  const { validation, modelPath, scratch } = task;
  const { calibration, secondRounds } = validation;
  const calibrated = { ...(calibration && { calibration }), rounds: validation.result.rounds, modelPath };
  if (secondRounds === undefined) return runLibrary(deps, settings, { ...task, own: calibrated });
  const own = {
    ...secondModel(validation.parameters),
    rounds: secondRounds,
    modelPath: join(scratch, "second.txt"),
  };
  const { sha256 } = await runLibrary(deps, settings, { ...task, own });
  const second: ModelFile = { path: own.modelPath, sha256, algorithm: "xgboost" };
  return runLibrary(deps, settings, { ...task, own: { ...calibrated, second } });
}

interface LibraryTask extends Pick<FinalTask, "validation" | "rowsPath" | "signal"> {
  readonly recipe: ModelRecipe;
  /** What distinguishes one model from the other. */
  readonly own: Pick<TrainRequest, "rounds" | "modelPath"> & Partial<TrainRequest>;
}

async function runLibrary(
  { worker, progress }: JobDeps,
  { earlyStoppingRounds }: TrainingSettings,
  { recipe, validation, rowsPath, signal, own }: LibraryTask,
): Promise<TrainResult> {
  const step = progress.start(`Training ${recipe.modelType}`, own.rounds);
  try {
    return await worker.train(
      {
        rowsPath,
        layout: { extras: recipe.extras, features: recipe.schema.names },
        objective: recipe.objective,
        parameters: validation.parameters,
        earlyStoppingRounds,
        constraints: recipe.constraints,
        ...own,
      },
      { signal, onRound: (done) => step.update(done) },
    );
  } finally {
    step.finish();
  }
}
