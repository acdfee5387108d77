import { z } from "zod";
import { modelTypes } from "../../model-card.ts";
import { modelVersions } from "./info.ts";

const count = z.int().min(0);

/** Null until something is published or trained. */
const knownDate = z.iso.date().nullable();

const status = {
  network: z.string(),
  status: z.enum(["active", "waiting"]).describe("Waiting until something is published"),
  latest_processing_date: knownDate,
};

export const networksBody = z
  .object({
    networks: z.array(
      z.object({
        ...status,
        model_versions: modelVersions,
        total_alerts_scored: count,
        last_training_date: knownDate,
      }),
    ),
    total_networks: count,
    miner_type: z.enum(["single-network", "multi-network"]),
  })
  .meta({
    id: "Networks",
    examples: [
      {
        networks: [
          {
            network: "torus",
            status: "active",
            latest_processing_date: "2025-10-30",
            model_versions: { alert_scorer: "alert_scorer_torus_v1.0.0_20251030_030000" },
            total_alerts_scored: 125430,
            last_training_date: "2025-10-27",
          },
        ],
        total_networks: 1,
        miner_type: "single-network",
      },
    ],
  });

export const networkBody = z
  .object({
    ...status,
    available_dates: z.array(z.iso.date()).describe("Newest first"),
    total_dates: count,
    model_versions: z.partialRecord(
      z.enum(modelTypes),
      z.object({
        version: z.string(),
        trained_at: z.iso.datetime().nullable().describe("Null for the miner's own scorer"),
        performance: z.object({ val_auc: z.number().nullable() }).optional(),
      }),
    ),
    statistics: z.object({
      total_alerts_scored: count,
      total_clusters_scored: count,
      avg_alerts_per_day: count,
      first_date: knownDate,
      last_date: knownDate,
    }),
    last_training_date: knownDate,
    next_training_date: knownDate.describe("In UTC, by the miner's schedule"),
  })
  .meta({
    id: "Network",
    examples: [
      {
        network: "torus",
        status: "active",
        latest_processing_date: "2025-10-30",
        available_dates: ["2025-10-30", "2025-10-29"],
        total_dates: 2,
        model_versions: {
          alert_scorer: {
            version: "alert_scorer_torus_v1.0.0_20251030_030000",
            trained_at: "2025-10-27T03:45:00Z",
            performance: { val_auc: 0.887 },
          },
        },
        statistics: {
          total_alerts_scored: 8362,
          total_clusters_scored: 301,
          avg_alerts_per_day: 4181,
          first_date: "2025-10-29",
          last_date: "2025-10-30",
        },
        last_training_date: "2025-10-27",
        next_training_date: "2025-11-02",
      },
    ],
  });
