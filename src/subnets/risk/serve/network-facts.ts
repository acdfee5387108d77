import type { ModelFacts, NetworkFacts } from "../../../ops/neuron-facts.ts";
import { modelTypes } from "../model-card.ts";
import type { PublicationIndex } from "./publication-index.ts";
import type { NetworkDatabases } from "./read-database.ts";
import type { RegisteredModel } from "./registered-model.ts";
import type { TrackRecords } from "./track-records.ts";

const mostPublications = 90;
const mostFeatures = 20;

export interface NetworkFactsDeps {
  readonly databases: NetworkDatabases;
  readonly index: Pick<PublicationIndex, "getPublications" | "findPublication" | "findModel">;
  readonly records: Pick<TrackRecords, "read">;
}

/** Returns what each network serves, for the operator. */
export async function readNetworkFacts(
  { databases, index, records }: NetworkFactsDeps,
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
    record: await records.read(network, {
      windowDays,
      newest: index.findPublication(network, windowDays, "latest"),
    }),
  }));
  return Promise.all(networks);
}

function describeModel({ card }: RegisteredModel): ModelFacts {
  const { baseline_reason: baselineReason, validation } = card;
  return {
    type: card.model_type,
    version: card.model_version,
    algorithm: card.algorithm,
    ...(baselineReason === null ? {} : { baselineReason }),
    trainedAtMs: Date.parse(card.trained_at),
    samples: card.training_data.num_samples,
    measures: measuresOf(card),
    gradeByDate: validation?.grade_by_date ?? {},
    importance: card.feature_importance
      .toSorted((one, other) => one.rank - other.rank)
      .slice(0, mostFeatures)
      .map(({ feature, importance: share }) => ({ feature, share })),
  };
}

/** Under the names of the API's metadata; what only the card has of the validation, in the same manner. */
function measuresOf({ performance, validation }: RegisteredModel["card"]): Record<string, number> {
  const all = {
    ...performance,
    val_grade: validation?.grade,
    val_pr_auc: validation?.pr_auc,
    val_brier: validation?.brier,
    val_calibration_error: validation?.calibration_error,
  };
  const known = Object.entries(all).flatMap(([name, value]) =>
    value === null || value === undefined || name.endsWith("_samples") ? [] : [[name, value] as const],
  );
  return Object.fromEntries(known);
}
