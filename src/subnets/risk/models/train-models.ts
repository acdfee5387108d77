import { NeuronError } from "../../../lib/errors.ts";
import { withScratch } from "../../../lib/scratch.ts";
import type { JobDeps } from "../job-deps.ts";
import { modelTypes, type ModelCard } from "../model-card.ts";
import { recipes } from "./recipe.ts";
import { trainModel } from "./train-model.ts";
import type { TrainingSet, TrainingSettings } from "./training.ts";

/** What to train on: accepted batches of one network and window, oldest first. */
export interface TrainingBatches {
  readonly network: string;
  readonly windowDays: number;
  readonly batches: readonly { readonly batchId: string; readonly processingDate: string }[];
}

/**
 * Trains every model of a network, one after the other. Returns their cards, in the order of the model types.
 * Throws BATCH_NOT_FOUND when there is no batch to train on.
 */
export async function trainModels(
  deps: JobDeps,
  settings: TrainingSettings,
  { batches, signal }: { batches: TrainingBatches; signal: AbortSignal },
): Promise<ModelCard[]> {
  const set = trainingSet(batches);
  return withScratch(deps.scratchDirectory, async (scratch) => {
    const cards: ModelCard[] = [];
    for (const modelType of modelTypes) {
      cards.push(await trainModel(deps, settings, { recipe: recipes[modelType], set, scratch, signal }));
    }
    return cards;
  });
}

function trainingSet({ network, windowDays, batches }: TrainingBatches): TrainingSet {
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
  };
}
