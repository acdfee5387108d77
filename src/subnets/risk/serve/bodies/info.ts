import { z } from "zod";
import { modelTypes } from "../../model-card.ts";

export const healthBody = z
  .object({
    status: z.enum(["healthy", "unhealthy"]),
    timestamp: z.iso.datetime(),
    version: z.string(),
    database_connected: z.boolean().describe("Whether the database answered a query just now"),
    neuron: z
      .object({
        netuid: z.int(),
        hotkey: z.string(),
        chain_connected: z.boolean(),
        registration: z.enum(["registered", "absent", "unknown"]),
        uid: z.int().nullable(),
        metagraph_age_seconds: z.number().nullable(),
        axon_announced: z.boolean(),
      })
      .optional()
      .describe("How the miner stands on chain; left out by one that is on none"),
  })
  .meta({
    id: "Health",
    examples: [
      { status: "healthy", timestamp: "2025-10-30T22:00:00Z", version: "1.0.0", database_connected: true },
    ],
  });

/** A type that has no model yet is left out. */
export const modelVersions = z
  .partialRecord(z.enum(modelTypes), z.string())
  .describe("Version of what scored the newest publication, or would score, by model type");

export const versionBody = z
  .object({
    api_version: z.string(),
    models: modelVersions,
    network: z.string(),
    github_url: z.string(),
    commit_hash: z.string(),
  })
  .meta({
    id: "Version",
    examples: [
      {
        api_version: "1.0.0",
        models: {
          alert_scorer: "alert_scorer_torus_v1.0.0_20251030_030000",
          alert_ranker: "alert_ranker_torus_v1.0.0_20251030_030000",
          cluster_scorer: "cluster_scorer_torus_v1.0.0_20251030_030000",
        },
        network: "torus",
        github_url: "https://github.com/your-org/risk-scoring",
        commit_hash: "a1b2c3d4e5f6",
      },
    ],
  });
