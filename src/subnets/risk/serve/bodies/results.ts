import { z } from "zod";
import type { Explanation } from "./explanation.ts";

const score = z.number().min(0).max(1);
const count = z.int().min(0);
const latency = z.number().min(0).describe("Milliseconds");
const processedAt = z.iso.datetime().describe("When the results were published (UTC)");

const scoringMetadata = z.object({
  processed_at: processedAt,
  total_latency_ms: count.describe("Milliseconds that the scoring took"),
  avg_latency_ms: latency,
});

const processingDate = z.iso.date();

const explainJson = z
  .string()
  .describe("JSON text: sentence, contributions, base and margin; empty where the alert is not explained");
const unexplainedReason = z.string().nullable().describe("Why an alert is not explained; null where it is");

/** In the list only with `explain=true`. */
const explainedMetadata = scoringMetadata.extend({
  explained_alerts: count.optional().describe("Of the whole batch; only with explain=true"),
  unexplained_reason: unexplainedReason.optional().describe("Why the others are not; only with explain=true"),
});

export const alertScoresBody = z
  .object({
    processing_date: processingDate,
    model_version: z.string(),
    total_alerts: count.describe("Of the whole batch, also when a page is asked for"),
    scores: z
      .array(
        z.object({
          alert_id: z.string(),
          score,
          latency_ms: latency,
          explain_json: explainJson.optional().describe("As of the single alert; only with explain=true"),
        }),
      )
      .describe("Ordered by alert_id"),
    metadata: explainedMetadata,
  })
  .meta({
    id: "AlertScores",
    examples: [
      {
        processing_date: "2025-10-30",
        model_version: "alert_scorer_torus_v1.0.0_20251030_030000",
        total_alerts: 10000,
        scores: [
          { alert_id: "alert_001", score: 0.8734, latency_ms: 12.5 },
          { alert_id: "alert_002", score: 0.2341, latency_ms: 12.5 },
        ],
        metadata: { processed_at: "2025-10-30T01:15:00Z", total_latency_ms: 125000, avg_latency_ms: 12.5 },
      },
    ],
  });

export const alertScoreBody = z
  .object({
    processing_date: processingDate,
    model_version: z.string(),
    alert_id: z.string(),
    score,
    latency_ms: latency,
    explain_json: explainJson,
    unexplained_reason: unexplainedReason,
  })
  .meta({
    id: "AlertScore",
    examples: [
      {
        processing_date: "2025-10-30",
        model_version: "alert_scorer_torus_v1.0.0_20251030_030000",
        alert_id: "0f9b6c1e-6f0b-5d0e-9d5c-2f1f3f1c7a11",
        score: 0.8734,
        latency_ms: 12.5,
        explain_json: JSON.stringify({
          sentence:
            "Score 0.8734 because address degree total (3) and in cluster (yes) raise it most; address volume max (1250 USD) lowers it most.",
          contributions: [
            { feature: "address_degree_total", value: 3, unit: "count", contribution: 1.25 },
            { feature: "in_cluster", value: 1, unit: "yes or no", contribution: 0.5 },
            { feature: "addr_volume_max", value: 1250, unit: "USD", contribution: -0.25 },
          ],
          others: 0.375,
          base: 0.0625,
          margin: 1.9375,
          set_by: "model",
        } satisfies Explanation),
        unexplained_reason: null,
      },
    ],
  });

export const alertRankingsBody = z
  .object({
    processing_date: processingDate,
    model_version: z.string(),
    total_alerts: count.describe("Of the whole batch, also when a page is asked for"),
    rankings: z
      .array(z.object({ alert_id: z.string(), rank: z.int().min(1), score }))
      .describe("Ordered by rank"),
    metadata: z.object({ processed_at: processedAt }),
  })
  .meta({
    id: "AlertRankings",
    examples: [
      {
        processing_date: "2025-10-30",
        model_version: "alert_ranker_torus_v1.0.0_20251030_030000",
        total_alerts: 10000,
        rankings: [
          { alert_id: "alert_042", rank: 1, score: 0.9876 },
          { alert_id: "alert_123", rank: 2, score: 0.9654 },
        ],
        metadata: { processed_at: "2025-10-30T01:15:00Z" },
      },
    ],
  });

export const clusterScoresBody = z
  .object({
    processing_date: processingDate,
    model_version: z.string(),
    total_clusters: count.describe("Of the whole batch, also when a page is asked for"),
    scores: z
      .array(z.object({ cluster_id: z.string(), score, latency_ms: latency }))
      .describe("Ordered by cluster_id"),
    metadata: scoringMetadata,
  })
  .meta({
    id: "ClusterScores",
    examples: [
      {
        processing_date: "2025-10-30",
        model_version: "cluster_scorer_torus_v1.0.0_20251030_030000",
        total_clusters: 500,
        scores: [{ cluster_id: "cluster_001", score: 0.7234, latency_ms: 8.4 }],
        metadata: { processed_at: "2025-10-30T01:15:00Z", total_latency_ms: 4200, avg_latency_ms: 8.4 },
      },
    ],
  });
