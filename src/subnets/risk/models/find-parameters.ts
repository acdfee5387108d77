import { elapsedMs } from "../../../lib/clock.ts";
import type { LogisticModel, ModelFile } from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ModelDeps } from "./model-deps.ts";
import type { ModelRecipe } from "./recipe.ts";
import { SearchLedger } from "./search-ledger.ts";
import { bestTrial, hasTimeFor, trialParameters, type SearchSummary, type Trial } from "./search.ts";
import type { TrainingOptions, TrainingSet, TrainingSettings } from "./training.ts";
import { validate, type Validation } from "./validation.ts";

export interface ParameterTask {
  readonly recipe: ModelRecipe;
  readonly set: TrainingSet;
  readonly options: TrainingOptions;
  readonly rowsPath: string;
  readonly scratch: string;
  readonly champion: ModelFile | undefined;
  /** See TrainRequest. */
  readonly prior: LogisticModel | undefined;
  /** See ValidationTask. */
  readonly withSecond: boolean;
  readonly signal: AbortSignal;
}

/**
 * Returns a validation of the parameters to train with: the operator's own, or the best that a search found within the
 * budget. Only what is graded is searched for. A search goes on where an earlier one on the same data stopped.
 */
export async function findParameters(
  deps: ModelDeps,
  settings: TrainingSettings,
  task: ParameterTask,
): Promise<{ validation: Validation; search: SearchSummary | undefined }> {
  const own = task.recipe.adapt(settings.parameters);
  const { budgetMs } = task.options;
  if (budgetMs === undefined || task.recipe.modelType !== "alert_scorer")
    return {
      validation: await validateShown(deps, settings, { ...task, parameters: own }),
      search: undefined,
    };
  const ledger = new SearchLedger(
    deps.registry.searchPathOf(task.recipe.modelType, task.set.windowDays),
    subjectOf(settings, task),
  );
  const trials = await search(deps, settings, { ...task, ledger, budgetMs });
  const best = bestTrial(trials);
  const parameters = best?.parameters ?? own;
  const validation = await validateShown(deps, settings, { ...task, parameters });
  return { validation, search: best && { trials: trials.length, bestTrial: best.trial } };
}

/** Carries out trials until the time is over, each written down when it is whole. Returns all, earlier ones too. */
async function search(
  deps: JobDeps,
  settings: TrainingSettings,
  task: ParameterTask & { readonly ledger: SearchLedger; readonly budgetMs: number },
): Promise<Trial[]> {
  const trials = await task.ledger.read();
  const startedAt = deps.clock.now();
  const step = deps.progress.start(`Searching parameters of ${task.recipe.modelType}`, task.budgetMs);
  const spentMs = () => elapsedMs(deps.clock, startedAt);
  try {
    while (hasTimeFor(trials, spentMs(), task.budgetMs)) {
      const trial = await tryParameters(deps, settings, { ...task, trial: trials.length });
      trials.push(trial);
      await task.ledger.write(trials);
      step.update(Math.min(spentMs(), task.budgetMs));
      deps.logger.info("Parameters tried", { ...trial, best: bestTrial(trials)?.trial });
    }
  } finally {
    step.finish();
  }
  return trials;
}

async function tryParameters(
  deps: JobDeps,
  settings: TrainingSettings,
  task: ParameterTask & { readonly trial: number },
): Promise<Trial> {
  const own = task.recipe.adapt(settings.parameters);
  const parameters = trialParameters(own, task.trial);
  const startedAt = deps.clock.now();
  const { judgement, result } = await validate(deps, settings, {
    ...task,
    parameters,
    champion: undefined,
    withSecond: false,
  });
  const durationMs = elapsedMs(deps.clock, startedAt);
  return { trial: task.trial, parameters, grade: judgement.grade, rounds: result.rounds, durationMs };
}

async function validateShown(
  deps: JobDeps,
  settings: TrainingSettings,
  task: ParameterTask & { readonly parameters: Validation["parameters"] },
): Promise<Validation> {
  const step = deps.progress.start(`Validating ${task.recipe.modelType}`);
  try {
    return await validate(deps, settings, { ...task, onRound: (done) => step.update(done) });
  } finally {
    step.finish();
  }
}

/** All that the grade of a trial depends on, beside its own parameters. */
function subjectOf({ parameters, ...settings }: TrainingSettings, { recipe, set }: ParameterTask) {
  const { seed, nthread } = parameters;
  return { settings, own: parameters, seed, nthread, set, features: recipe.schema.hash };
}
