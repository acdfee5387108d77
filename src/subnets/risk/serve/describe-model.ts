import type { z } from "zod";
import { noMeasures, type ModelType } from "../model-card.ts";
import type { modelBody } from "./bodies/models.ts";
import type { RegisteredModel } from "./registered-model.ts";

/** What is told of a model in full, but for where its source is. */
export type ModelDescription = Omit<z.infer<typeof modelBody>, "github_url" | "commit_hash">;

/** Returns what is told of a model of the registry; the body's own schema leaves out what is not for others. */
export function describeModel({ card }: RegisteredModel, downloadUrl: string): ModelDescription {
  return { ...card, download_url: downloadUrl };
}

/** Returns what is told of the operator's own scorer: what it is, and that nothing else is known. */
export function describeOwnScorer(type: ModelType, version: string): ModelDescription {
  return {
    model_type: type,
    model_version: version,
    trained_at: null,
    training_duration_minutes: null,
    algorithm: "own scorer",
    baseline_reason: null,
    hyperparameters: {},
    training_data: null,
    performance: { ...noMeasures, train_samples: null, val_samples: null },
    feature_importance: [],
    model_size_mb: null,
    model_path: null,
    download_url: null,
  };
}
