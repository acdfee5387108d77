import type { ModelType } from "../model-card.ts";

/** The version of the training procedure, part of every model's name. */
export const modelVersion = "1.0.0";

/** Returns the one name of a model: its file stem, its key in the registry and the API's model_version. */
export function modelId(modelType: ModelType, network: string, createdAt: Date): string {
  const [date, time] = createdAt.toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  return `${modelType}_${network}_v${modelVersion}_${String(date)}_${String(time)}`;
}
