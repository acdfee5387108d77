import { join } from "node:path";
import type {
  LogisticModel,
  ModelFile,
  TrainingParameters,
  ValidateRequest,
  ValidateResult,
} from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";
import type { JudgedHeldOut } from "./judge-held-out.ts";
import { judgeOnThread } from "./judging.ts";
import type { ModelRecipe } from "./recipe.ts";
import { secondModel } from "./second-model.ts";
import type { TrainingSettings } from "./training.ts";

/** How models of these parameters do on rows that they have not seen. */
export interface Validation extends JudgedHeldOut {
  readonly parameters: TrainingParameters;
  readonly result: ValidateResult;
  /** How many rounds to train the second model for; undefined where there is none. */
  readonly secondRounds: number | undefined;
}

export interface ValidationTask {
  readonly recipe: ModelRecipe;
  readonly parameters: TrainingParameters;
  readonly rowsPath: string;
  readonly scratch: string;
  readonly champion: ModelFile | undefined;
  /** See TrainRequest; the second model has none. */
  readonly prior: LogisticModel | undefined;
  /** Validate a second model as well, of whether an address stays quiet. */
  readonly withSecond: boolean;
  readonly signal: AbortSignal;
  readonly onRound?: (done: number, total: number) => void;
}

/** Trains on every fold, calibrates what it held out, and judges it. */
export async function validate(
  { worker }: Pick<JobDeps, "worker">,
  settings: TrainingSettings,
  task: ValidationTask,
): Promise<Validation> {
  const { recipe, parameters, champion, prior, signal, onRound } = task;
  const options = { signal, ...(onRound && { onRound }) };
  const request = validateRequest(settings, task);
  const result = await worker.validate(
    { ...request, ...(champion && { champion }), ...(prior && { prior }) },
    options,
  );
  const secondPath = `${request.heldOutPath}.second`;
  const second = task.withSecond
    ? await worker.validate({ ...request, ...secondModel(parameters), heldOutPath: secondPath }, options)
    : undefined;
  const judged = await judgeOnThread(
    {
      path: request.heldOutPath,
      secondPath: second && secondPath,
      isRanking: recipe.objective === "rank:ndcg",
      grading: settings.grading,
      addressGroups: settings.folds.addressGroups,
    },
    signal,
  );
  return { parameters, result, ...judged, secondRounds: judged.calibration?.second && second?.rounds };
}

function validateRequest(settings: TrainingSettings, task: ValidationTask): ValidateRequest {
  const { recipe, parameters, rowsPath, scratch } = task;
  return {
    rowsPath,
    layout: { extras: recipe.extras, features: recipe.schema.names },
    objective: recipe.objective,
    parameters,
    rounds: settings.rounds,
    earlyStoppingRounds: settings.earlyStoppingRounds,
    constraints: recipe.constraints,
    folds: { ...settings.folds, gapDays: settings.grading.evolution.days },
    heldOutPath: join(scratch, `${recipe.modelType}.held-out`),
  };
}
