import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeLogisticModel } from "../../../ml/logistic-model.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ModelCard } from "../model-card.ts";
import { modelCard, type Making, type ModelOrigin } from "./card.ts";
import { modelId } from "./model-id.ts";
import type { ModelRecipe } from "./recipe.ts";
import { labelCounts, type LabelCounts, type TrainingSet, type TrainingSettings } from "./training.ts";

/** One model to make: of which type, on what, and a directory for the rows on their way to the library. */
export interface TrainingTask {
  readonly recipe: ModelRecipe;
  readonly set: TrainingSet;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/**
 * Makes one model of the recipe's type, writes its file and its card beside it, and enters it in the registry.
 * With too few labels the recipe's named baseline takes its place, and its card says so. Returns the card.
 */
export async function trainModel(
  deps: JobDeps,
  settings: TrainingSettings,
  task: TrainingTask,
): Promise<ModelCard> {
  const { recipe, set, signal } = task;
  const params = { batches: set.batchIds };
  const [labels] = await deps.database.rows(labelCounts, recipe.labelSummary, { params, signal });
  if (labels === undefined) throw new Error("An aggregate answers one row");
  const createdAt = new Date(deps.clock.now());
  const id = modelId(recipe.modelType, set.network, createdAt);
  const modelPath = deps.registry.pathOf(id);
  await mkdir(dirname(modelPath), { recursive: true });

  const reason = whyNotTrainable(labels, settings.minimumPerClass);
  const making: Making =
    reason === undefined
      ? { kind: "trained", settings, result: await runLibrary(deps, settings, { ...task, modelPath }) }
      : {
          kind: "baseline",
          reason,
          baseline: recipe.baseline,
          file: await writeLogisticModel(modelPath, recipe.baseline),
        };

  const origin: ModelOrigin = { modelId: id, createdAt, recipe, set, labels };
  const card = modelCard(origin, making);
  await deps.registry.register(card, making.kind === "trained" ? "xgboost" : "logistic");
  if (reason === undefined) deps.logger.info("Model trained", { model: id, ...card.performance });
  else
    deps.logger.warn("Too few labels, the baseline stands in", {
      model: id,
      baseline: card.algorithm,
      reason,
    });
  return card;
}

/** Returns why these labels cannot train a model, or undefined when they can. */
export function whyNotTrainable(
  { samples, positive }: Pick<LabelCounts, "samples" | "positive">,
  minimumPerClass: number,
): string | undefined {
  const negative = samples - positive;
  if (positive >= minimumPerClass && negative >= minimumPerClass) return undefined;
  return `${positive} positive and ${negative} negative labelled samples; ${minimumPerClass} of each are needed`;
}

async function runLibrary(
  { database, worker, progress }: JobDeps,
  settings: TrainingSettings,
  { recipe, set, scratch, signal, modelPath }: TrainingTask & { readonly modelPath: string },
) {
  const rowsPath = join(scratch, `${recipe.modelType}.rows`);
  const params = {
    batches: set.batchIds,
    validation_per_mille: Math.round(settings.validationShare * 1000),
  };
  await database.save(recipe.trainingRows, rowsPath, { params, signal });
  const step = progress.start(`Training ${recipe.modelType}`, settings.rounds);
  try {
    return await worker.train(
      {
        rowsPath,
        layout: { extras: recipe.extras, features: recipe.schema.names },
        objective: recipe.objective,
        parameters: { ...settings.parameters, ...recipe.parameters },
        rounds: settings.rounds,
        earlyStoppingRounds: settings.earlyStoppingRounds,
        modelPath,
      },
      { signal, onRound: (done) => step.update(done) },
    );
  } finally {
    step.finish();
  }
}
