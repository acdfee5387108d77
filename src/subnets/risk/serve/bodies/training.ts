import { z } from "zod";
import { modelCardSchema } from "../../model-card.ts";

const count = z.int().min(0);

export const trainingSummaryBody = z
  .object({
    training_date: z.iso.date(),
    data_window: z.object({
      start_date: z.iso.date(),
      end_date: z.iso.date(),
      window_days: count,
      num_processing_dates: count,
    }),
    samples: z.object({
      total: count,
      positive: count,
      negative: count,
      positive_rate: z.number().min(0).max(1),
    }),
    features: z.object({ total_features: count, feature_groups: modelCardSchema.shape.feature_groups }),
    data_sources: z.object({
      alerts_table: z.string(),
      features_table: z.string(),
      clusters_table: z.string(),
      money_flows_table: z.string(),
      labels_table: z.string(),
    }),
    label_distribution: modelCardSchema.shape.label_distribution.describe(
      "Alerts of these dates whose address has a label, by its risk level; samples may have other labels",
    ),
    label_sources: modelCardSchema.shape.label_sources.describe("Samples by where their label is from"),
  })
  .meta({ id: "TrainingSummary" });
