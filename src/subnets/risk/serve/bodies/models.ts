import { z } from "zod";
import { modelMetadataSchema } from "../../model-card.ts";

const metadata = modelMetadataSchema.shape;

const source = {
  github_url: z.string().describe("Where the model's source code is"),
  commit_hash: z.string(),
};

/** What a model has and the operator's own scorer has not. */
const ofModels = {
  trained_at: metadata.trained_at.nullable().describe("When training ended; null for the miner's own scorer"),
  training_duration_minutes: metadata.training_duration_minutes
    .nullable()
    .describe("Of all of it: reading rows, search, validation, training"),
  algorithm: z
    .string()
    .describe("XGBoost, baseline and the name of the formula that stands in for it, or own scorer"),
  model_size_mb: metadata.model_size_mb.nullable(),
  download_url: z.string().nullable().describe("Path of the model's file on this server"),
};

/** The short form: without feature names, the further measures, and the tail of the importances. */
const modelSummary = z.object({
  model_type: metadata.model_type,
  model_version: metadata.model_version,
  trained_at: ofModels.trained_at,
  training_duration_minutes: ofModels.training_duration_minutes,
  algorithm: ofModels.algorithm,
  baseline_reason: metadata.baseline_reason,
  hyperparameters: metadata.hyperparameters,
  training_data: metadata.training_data.omit({ feature_names: true }).nullable(),
  performance: metadata.performance.pick({
    train_auc: true,
    val_auc: true,
    train_logloss: true,
    val_logloss: true,
  }),
  feature_importance_top10: z.array(metadata.feature_importance.element.omit({ rank: true })),
  model_size_mb: ofModels.model_size_mb,
  download_url: ofModels.download_url,
});

export const modelsBody = z.object({ models: z.array(modelSummary), ...source }).meta({ id: "Models" });

export const modelBody = modelMetadataSchema
  .extend({
    ...ofModels,
    training_data: metadata.training_data.nullable(),
    model_path: metadata.model_path
      .nullable()
      .describe("Where the miner keeps it, with its data directory as data"),
    ...source,
  })
  .meta({ id: "Model" });
