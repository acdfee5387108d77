import { join } from "node:path";
import type { LogisticModel, ModelFile, TrainRequest, TrainResult } from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ModelDeps } from "./model-deps.ts";
import type { Making } from "./card.ts";
import { makeColdStart } from "./cold-start.ts";
import { findParameters } from "./find-parameters.ts";
import type { ModelRecipe } from "./recipe.ts";
import { referenceScores } from "./reference-scores.ts";
import type { MakingTask } from "./training-task.ts";
import type { TrainingSettings } from "./training.ts";
import { learnsGrowth } from "./lessons.ts";
import { saveRows } from "./save-rows.ts";
import { secondModel } from "./second-model.ts";
import type { Validation } from "./validation.ts";
import { trainWatched } from "./watched-training.ts";

/** Trains a model and writes its file, or what stands in for one where there is too little to learn from. */
export async function makeModel(
  deps: ModelDeps,
  settings: TrainingSettings,
  task: MakingTask,
): Promise<Making> {
  const { lack } = task.lessons;
  return lack === undefined
    ? makeTrained(deps, settings, task)
    : makeColdStart(deps, settings, { ...task, reason: lack });
}

async function makeTrained(deps: ModelDeps, settings: TrainingSettings, task: MakingTask): Promise<Making> {
  const { recipe, lessons } = task;
  const rowsPath = await saveRows(deps, settings, task);
  const prior = learnsGrowth(task) ? recipe.baseline : undefined;
  const { validation, search } = await findParameters(deps, settings, {
    ...task,
    rowsPath,
    prior,
    champion: fittingFile(task),
    withSecond: recipe.modelType === "alert_scorer" && lessons.counts.restless >= settings.minimumPerClass,
  });
  const result = await trainOnAll(deps, settings, { ...task, rowsPath, prior, validation });
  const distribution = await referenceScores(deps, {
    ...task,
    sha256: result.sha256,
    nthread: settings.parameters.nthread,
  });
  return { kind: "trained", result, validation, search, prior, distribution };
}

/** A champion of other features cannot score the rows. */
function fittingFile({ champion, recipe }: MakingTask): ModelFile | undefined {
  return champion?.card.feature_hash === recipe.schema.hash ? champion.file : undefined;
}

interface FinalTask extends MakingTask {
  readonly rowsPath: string;
  readonly prior: LogisticModel | undefined;
  readonly validation: Validation;
}

/** Trains on all rows, first the second model where the calibration has one, which becomes part of the first. */
async function trainOnAll(deps: JobDeps, settings: TrainingSettings, task: FinalTask): Promise<TrainResult> {
  const { validation, modelPath, scratch, prior } = task;
  const { calibration, secondRounds } = validation;
  const calibrated = {
    ...(calibration && { calibration }),
    ...(prior && { prior }),
    rounds: validation.result.rounds,
    modelPath,
  };
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
  deps: JobDeps,
  { earlyStoppingRounds }: TrainingSettings,
  { recipe, validation, rowsPath, signal, own }: LibraryTask,
): Promise<TrainResult> {
  const request: TrainRequest = {
    rowsPath,
    layout: { extras: recipe.extras, features: recipe.schema.names },
    objective: recipe.objective,
    parameters: validation.parameters,
    earlyStoppingRounds,
    constraints: recipe.constraints,
    ...own,
  };
  return trainWatched(deps, `Training ${recipe.modelType}`, { request, signal });
}
