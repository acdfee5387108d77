import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { Database } from "../../store/database.ts";
import { describeBatch, type BatchKey } from "./batch.ts";
import { explanationLackSchema, type Explanations } from "./explanations.ts";

/** One scoring run's results as readers may see them. */
export interface Publication {
  readonly network: string;
  /** Names its rows in the result tables. */
  readonly publicationId: string;
  /** YYYY-MM-DD */
  readonly processingDate: string;
  readonly windowDays: number;
  readonly processedAt: Date;
  readonly counts: { readonly scores: number; readonly rankings: number; readonly clusters: number };
  readonly versions: { readonly scores: string; readonly rankings: string; readonly clusters: string };
  readonly explanations: Explanations;
  /** Of scoring all alerts, of scoring all clusters, and of the whole run. */
  readonly latencyMs: { readonly scores: number; readonly clusters: number; readonly total: number };
}

/** The newest COMPLETED row of each window and date: a failed or unfinished run hides nothing. */
const selectPublications = `
  SELECT processing_date, window_days, publication_id, toUnixTimestamp64Milli(updated_at) AS updated_at_ms,
    output_counts_alert_scores, output_counts_alert_rankings, output_counts_cluster_scores,
    output_counts_alert_explanations, explanation_lack,
    model_versions_alert_scorer, model_versions_alert_ranker, model_versions_cluster_scorer,
    latencies_ms_alert_scoring, latencies_ms_cluster_scoring, latencies_ms_total
  FROM batch_metadata
  WHERE status = 'COMPLETED'
  ORDER BY window_days, processing_date DESC, updated_at DESC, publication_id DESC
  LIMIT 1 BY window_days, processing_date`;

const publicationRow = z.object({
  processing_date: z.string(),
  window_days: z.number(),
  publication_id: z.string(),
  updated_at_ms: z.number(),
  output_counts_alert_scores: z.number(),
  output_counts_alert_rankings: z.number(),
  output_counts_cluster_scores: z.number(),
  output_counts_alert_explanations: z.number(),
  explanation_lack: explanationLackSchema,
  model_versions_alert_scorer: z.string(),
  model_versions_alert_ranker: z.string(),
  model_versions_cluster_scorer: z.string(),
  latencies_ms_alert_scoring: z.number(),
  latencies_ms_cluster_scoring: z.number(),
  latencies_ms_total: z.number(),
});

/** Returns the network's publications, for each window the newest date first. Throws as `Database.rows` does. */
export async function readPublications(
  network: string,
  database: Pick<Database, "rows">,
): Promise<Publication[]> {
  const rows = await database.rows(publicationRow, selectPublications);
  return rows.map((row) => toPublication(network, row));
}

/** Returns the one of a batch. Throws BATCH_NOT_FOUND when there is none. */
export function getPublication(publications: readonly Publication[], key: BatchKey): Publication {
  const publication = publications.find(
    ({ processingDate, windowDays }) =>
      processingDate === key.processingDate && windowDays === key.windowDays,
  );
  if (publication !== undefined) return publication;
  throw new NeuronError(
    "BATCH_NOT_FOUND",
    `Nothing is published for ${describeBatch(key)}. Run: neuron score`,
    { context: { ...key } },
  );
}

function toPublication(network: string, row: z.infer<typeof publicationRow>): Publication {
  return {
    network,
    publicationId: row.publication_id,
    processingDate: row.processing_date,
    windowDays: row.window_days,
    processedAt: new Date(row.updated_at_ms),
    counts: {
      scores: row.output_counts_alert_scores,
      rankings: row.output_counts_alert_rankings,
      clusters: row.output_counts_cluster_scores,
    },
    versions: {
      scores: row.model_versions_alert_scorer,
      rankings: row.model_versions_alert_ranker,
      clusters: row.model_versions_cluster_scorer,
    },
    explanations: { alerts: row.output_counts_alert_explanations, lack: row.explanation_lack },
    latencyMs: {
      scores: row.latencies_ms_alert_scoring,
      clusters: row.latencies_ms_cluster_scoring,
      total: row.latencies_ms_total,
    },
  };
}
