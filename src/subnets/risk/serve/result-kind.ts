import { describeLack } from "../explanations.ts";
import type { Publication } from "../publication.ts";
import { explainedRows } from "./explained-rows.ts";

/** A part of a document's envelope, in the order in which it is written. */
type Fields = Readonly<Record<string, unknown>>;

/** One of the documents that a publication is served as. */
export interface ResultKind {
  readonly name: string;
  /** Whose rows it has. */
  readonly counted: keyof Publication["counts"];
  /** Rows of one publication, in their order: bound to `publicationId`, `limit` and `offset`. */
  readonly sql: string;
  /** The field that holds the rows, between what stands before and after them. */
  readonly rowsField: "scores" | "rankings";
  before(publication: Publication): Fields;
  after(publication: Publication): Fields;
}

export const alertScores: ResultKind = {
  name: "scores",
  counted: "scores",
  sql: selectRows("alert_scores", "alert_id, score, latency_ms", "alert_id"),
  rowsField: "scores",
  before: ({ processingDate, versions, counts }) => ({
    processing_date: processingDate,
    model_version: versions.scores,
    total_alerts: counts.scores,
  }),
  after: (publication) => ({ metadata: alertMetadata(publication) }),
};

/** The same with explanations. It is made when it is asked for, as few ask for it. */
export const explainedAlertScores: ResultKind = {
  ...alertScores,
  name: "explained scores",
  sql: explainedRows,
  after: (publication) => ({
    metadata: { ...alertMetadata(publication), ...describeExplanations(publication) },
  }),
};

export const alertRankings: ResultKind = {
  name: "rankings",
  counted: "rankings",
  sql: selectRows("alert_rankings", "alert_id, rank, score", "rank"),
  rowsField: "rankings",
  before: ({ processingDate, versions, counts }) => ({
    processing_date: processingDate,
    model_version: versions.rankings,
    total_alerts: counts.rankings,
  }),
  after: ({ processedAt }) => ({ metadata: { processed_at: formatTime(processedAt) } }),
};

export const clusterScores: ResultKind = {
  name: "clusters",
  counted: "clusters",
  sql: selectRows("cluster_scores", "cluster_id, score, latency_ms", "cluster_id"),
  rowsField: "scores",
  before: ({ processingDate, versions, counts }) => ({
    processing_date: processingDate,
    model_version: versions.clusters,
    total_clusters: counts.clusters,
  }),
  after: ({ processedAt, latencyMs, counts }) => ({
    metadata: {
      processed_at: formatTime(processedAt),
      ...describeLatency(latencyMs.clusters, counts.clusters),
    },
  }),
};

/** Those that are made before anybody asks for them. */
export const resultKinds: readonly ResultKind[] = [alertScores, alertRankings, clusterScores];

/** Returns a time as the specification writes it: UTC, whole seconds. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, "YYYY-MM-DDTHH:MM:SS".length)}Z`;
}

/** Only constants of this file are put into the text. */
function selectRows(table: string, columns: string, order: string): string {
  return `
    SELECT ${columns}
    FROM ${table}
    WHERE publication_id = {publicationId:String}
    ORDER BY ${order}
    LIMIT {limit:UInt64} OFFSET {offset:UInt64}
    FORMAT JSONEachRow`;
}

function alertMetadata({ processedAt, latencyMs, counts }: Publication): Fields {
  return { processed_at: formatTime(processedAt), ...describeLatency(latencyMs.scores, counts.scores) };
}

function describeExplanations({ explanations }: Publication): Fields {
  return {
    explained_alerts: explanations.alerts,
    unexplained_reason: describeLack(explanations) ?? null,
  };
}

/** The average is the time that the scoring took over its rows (facts: aml-risk 5). */
function describeLatency(totalMs: number, rows: number): Fields {
  return { total_latency_ms: totalMs, avg_latency_ms: rows === 0 ? 0 : totalMs / rows };
}
