import { z } from "zod";

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

export const alertScoresBody = z
  .object({
    processing_date: processingDate,
    model_version: z.string(),
    total_alerts: count.describe("Of the whole batch, also when a page is asked for"),
    scores: z
      .array(z.object({ alert_id: z.string(), score, latency_ms: latency }))
      .describe("Ordered by alert_id"),
    metadata: scoringMetadata,
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
