import type { ModelFacts, NetworkFacts } from "../../../ops/neuron-facts.ts";
import { modelTypes } from "../model-card.ts";
import type { PublicationIndex } from "./publication-index.ts";
import type { NetworkDatabases } from "./read-database.ts";
import type { RegisteredModel } from "./registered-model.ts";

const mostPublications = 90;
const mostFeatures = 20;

export interface NetworkFactsDeps {
  readonly databases: NetworkDatabases;
  readonly index: Pick<PublicationIndex, "getPublications" | "findModel">;
}

/** Returns what each network serves, for the operator. */
export async function readNetworkFacts(
  { databases, index }: NetworkFactsDeps,
  windowDays: number,
): Promise<NetworkFacts[]> {
  const networks = [...databases].map(async ([network, database]) => ({
    network,
    windowDays,
    isReachable: await database.isReachable(),
    publications: index
      .getPublications(network, windowDays)
      .slice(0, mostPublications)
      .map(({ publicationId, processingDate, processedAt, counts }) => ({
        publicationId,
        processingDate,
        publishedAtMs: processedAt.getTime(),
        ...counts,
      })),
    models: modelTypes.flatMap((type) => {
      const model = index.findModel(network, windowDays, type);
      return model === undefined ? [] : [describeModel(model)];
    }),
  }));
  return Promise.all(networks);
}

function describeModel({ card }: RegisteredModel): ModelFacts {
  const { performance, baseline_reason: baselineReason } = card;
  const measures = Object.entries(performance).flatMap(([name, value]) =>
    value === null || name.endsWith("_samples") ? [] : [[name, value] as const],
  );
  return {
    type: card.model_type,
    version: card.model_version,
    algorithm: card.algorithm,
    ...(baselineReason === null ? {} : { baselineReason }),
    trainedAtMs: Date.parse(card.trained_at),
    samples: card.training_data.num_samples,
    measures: Object.fromEntries(measures),
    importance: card.feature_importance
      .toSorted((one, other) => one.rank - other.rank)
      .slice(0, mostFeatures)
      .map(({ feature, importance: share }) => ({ feature, share })),
  };
}
