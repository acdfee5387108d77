import { NeuronError } from "../../../lib/errors.ts";
import { withScratch } from "../../../lib/scratch.ts";
import { completeBatchRows } from "../features/store-batch-rows.ts";
import { modelTypes } from "../model-card.ts";
import type { ModelDeps } from "./model-deps.ts";
import { recipes } from "./recipe.ts";
import { trainModel } from "./train-model.ts";
import type { TrainedModel } from "./training-task.ts";
import type { TrainingOptions, TrainingSet, TrainingSettings } from "./training.ts";

/** What to train on: accepted batches of one network and window, oldest first. */
export interface TrainingBatches {
  readonly network: string;
  readonly windowDays: number;
  /** Nothing that became known after this date is learned from. */
  readonly labelsUntil: string;
  readonly batches: readonly { readonly batchId: string; readonly processingDate: string }[];
}

/**
 * Trains every model of a network, one after the other. Returns their cards, in the order of the model types, and
 * whether each became active.
 * Throws BATCH_NOT_FOUND when there is no batch to train on.
 */
export async function trainModels(
  deps: ModelDeps,
  settings: TrainingSettings,
  work: { batches: TrainingBatches; options: TrainingOptions; signal: AbortSignal },
): Promise<TrainedModel[]> {
  const { batches, options, signal } = work;
  const set = trainingSet(batches);
  await completeBatchRows(deps, set.batchIds, signal);
  return withScratch(deps.scratchDirectory, async (scratch) => {
    const models: TrainedModel[] = [];
    for (const modelType of modelTypes) {
      const recipe = recipes[modelType];
      models.push(await trainModel(deps, settings, { recipe, set, options, scratch, signal }));
    }
    return models;
  });
}

function trainingSet({ network, windowDays, labelsUntil, batches }: TrainingBatches): TrainingSet {
  const [first] = batches;
  const last = batches.at(-1);
  if (first === undefined || last === undefined) {
    throw new NeuronError(
      "BATCH_NOT_FOUND",
      `There is no batch of ${network} with a window of ${windowDays} days to train on. Run: neuron ingest --network ${network} --window ${windowDays}`,
      { context: { network, windowDays } },
    );
  }
  return {
    network,
    windowDays,
    batchIds: batches.map(({ batchId }) => batchId),
    startDate: first.processingDate,
    endDate: last.processingDate,
    labelsUntil,
  };
}
