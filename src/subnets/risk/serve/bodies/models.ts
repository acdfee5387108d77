import { z } from "zod";
import { modelMetadataSchema } from "../../model-card.ts";

const metadata = modelMetadataSchema.shape;

const source = {
  github_url: z.string().describe("Where the model's source code is"),
  commit_hash: z.string(),
};

const downloadUrl = z.string().describe("Path of the model's file on this server");

/** The short form: without feature names, the further measures, and the tail of the importances. */
const modelSummary = z.object({
  model_type: metadata.model_type,
  model_version: metadata.model_version,
  trained_at: metadata.trained_at,
  training_duration_minutes: metadata.training_duration_minutes,
  algorithm: metadata.algorithm,
  baseline_reason: metadata.baseline_reason,
  hyperparameters: metadata.hyperparameters,
  training_data: metadata.training_data.omit({ feature_names: true }),
  performance: metadata.performance.pick({
    train_auc: true,
    val_auc: true,
    train_logloss: true,
    val_logloss: true,
  }),
  feature_importance_top10: z.array(metadata.feature_importance.element.omit({ rank: true })),
  model_size_mb: metadata.model_size_mb,
  download_url: downloadUrl,
});

export const modelsBody = z.object({ models: z.array(modelSummary), ...source }).meta({ id: "Models" });

export const modelBody = modelMetadataSchema
  .extend({ download_url: downloadUrl, ...source })
  .meta({ id: "Model" });
