import { join } from "node:path";
import type {
  LogisticModel,
  ModelFile,
  TrainRequest,
  TrainingParameters,
  ValidateRequest,
  ValidateResult,
} from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";
import type { JudgedHeldOut } from "./judge-held-out.ts";
import { judgeOnThread } from "./judging.ts";
import type { ModelRecipe } from "./recipe.ts";
import { patternNumbers } from "./training-rows.ts";
import type { TrainingSettings } from "./training.ts";

/** How models of these parameters do on rows that they have not seen. */
export interface Validation extends JudgedHeldOut {
  readonly parameters: TrainingParameters;
  readonly result: ValidateResult;
  /** How many rounds to train the second model for; undefined where there is none. */
  readonly secondRounds: number | undefined;
}

/** Patterns other than benign and dormant, which a second model tells from these, see Calibration. */
const restlessPatterns = [
  patternNumbers.indexOf("expanding_illicit") + 1,
  patternNumbers.indexOf("ambiguous") + 1,
];

/** More rows are restless than expand: they bear trees of so many times more features. */
const SECOND_FEATURES_FACTOR = 1.5;

/** Returns how the training of the second model differs from that of the first. */
export function secondModel(
  own: TrainingParameters,
): Required<Pick<TrainRequest, "parameters" | "constraints" | "positivePatterns">> {
  const colsample_bytree = Math.min(1, own.colsample_bytree * SECOND_FEATURES_FACTOR);
  return { parameters: { ...own, colsample_bytree }, constraints: {}, positivePatterns: restlessPatterns };
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
