import { z } from "zod";
import { NeuronError } from "../../../lib/errors.ts";
import type { Database } from "../../../store/database.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import type { BatchTable } from "../source/layout.ts";

/** A batch that readers may see: its rows are those with `batch_id = batchId` in the raw tables. */
export interface AcceptedBatch {
  readonly batchId: string;
  /** YYYY-MM-DD */
  readonly processingDate: string;
  readonly windowDays: number;
  readonly acceptedAtMs: number;
  /** As the producer wrote it; empty when it did not. */
  readonly generatedAt: string;
  /** `sha256:…` or `md5:…` of each data file, by table. */
  readonly fileHashes: Readonly<Record<string, string>>;
  /** Hex; empty when the source had no labels. */
  readonly labelsSha256: string;
  readonly labelsTakenAtMs: number;
  /** Rows stored, duplicates removed. */
  readonly counts: Readonly<Record<BatchTable, number>>;
  readonly duplicates: { readonly alerts: number; readonly features: number };
  /** `table.column` of the columns that the producer did not write. */
  readonly absentColumns: readonly string[];
  readonly source: string;
  readonly durationMs: number;
}

/** The days whose batches are asked for, both ends included, YYYY-MM-DD. */
export interface DateRange {
  readonly from: string;
  readonly to: string;
}

/** Returns the batch that readers see for a key, or undefined when none was ever accepted. */
export async function acceptedBatch(
  database: Database,
  { processingDate, windowDays }: Pick<BatchKey, "processingDate" | "windowDays">,
): Promise<AcceptedBatch | undefined> {
  const [batch] = await acceptedBatches(database, windowDays, { from: processingDate, to: processingDate });
  return batch;
}

/** Returns the batch that readers see for a key. Throws BATCH_NOT_FOUND when none was ever accepted. */
export async function getAcceptedBatch(database: Database, key: BatchKey): Promise<AcceptedBatch> {
  const batch = await acceptedBatch(database, key);
  if (batch !== undefined) return batch;
  const { network, processingDate, windowDays } = key;
  throw new NeuronError(
    "BATCH_NOT_FOUND",
    `${describeBatch(key)} was not ingested. Run: neuron ingest --network ${network} --date ${processingDate} --window ${windowDays}`,
    { context: { ...key } },
  );
}

/** Returns the batches that readers see, one per date, the oldest date first. */
export async function acceptedBatches(
  database: Database,
  windowDays: number,
  { from, to }: DateRange,
): Promise<AcceptedBatch[]> {
  const rows = await database.rows(ledgerRow, newestPerDate, { params: { window: windowDays, from, to } });
  return rows.map(toAcceptedBatch);
}

/** Writes the row that makes a loaded batch visible. All that came before can be undone; this cannot. */
export async function acceptBatch(database: Database, batch: AcceptedBatch): Promise<void> {
  await database.insertRows("ingestions", [
    {
      window_days: batch.windowDays,
      processing_date: batch.processingDate,
      batch_id: batch.batchId,
      accepted_at: toDateTime64(batch.acceptedAtMs),
      generated_at: batch.generatedAt,
      file_hashes: batch.fileHashes,
      labels_sha256: batch.labelsSha256,
      labels_taken_at: toDateTime64(batch.labelsTakenAtMs),
      count_alerts: batch.counts.alerts,
      count_features: batch.counts.features,
      count_clusters: batch.counts.clusters,
      count_money_flows: batch.counts.money_flows,
      count_address_labels: batch.counts.address_labels,
      duplicate_alerts: batch.duplicates.alerts,
      duplicate_features: batch.duplicates.features,
      absent_columns: batch.absentColumns,
      source: batch.source,
      duration_ms: batch.durationMs,
    },
  ]);
}

const newestPerDate = `
SELECT
    * EXCEPT (accepted_at, labels_taken_at),
    toUnixTimestamp64Milli(accepted_at) AS accepted_at_ms,
    toUnixTimestamp64Milli(labels_taken_at) AS labels_taken_at_ms
FROM ingestions
WHERE window_days = {window:UInt16} AND processing_date BETWEEN {from:Date} AND {to:Date}
ORDER BY processing_date, accepted_at DESC, batch_id DESC
LIMIT 1 BY processing_date`;

const ledgerRow = z.object({
  window_days: z.number(),
  processing_date: z.string(),
  batch_id: z.string(),
  accepted_at_ms: z.number(),
  generated_at: z.string(),
  file_hashes: z.record(z.string(), z.string()),
  labels_sha256: z.string(),
  labels_taken_at_ms: z.number(),
  count_alerts: z.number(),
  count_features: z.number(),
  count_clusters: z.number(),
  count_money_flows: z.number(),
  count_address_labels: z.number(),
  duplicate_alerts: z.number(),
  duplicate_features: z.number(),
  absent_columns: z.array(z.string()),
  source: z.string(),
  duration_ms: z.number(),
});

function toAcceptedBatch(row: z.infer<typeof ledgerRow>): AcceptedBatch {
  return {
    batchId: row.batch_id,
    processingDate: row.processing_date,
    windowDays: row.window_days,
    acceptedAtMs: row.accepted_at_ms,
    generatedAt: row.generated_at,
    fileHashes: row.file_hashes,
    labelsSha256: row.labels_sha256,
    labelsTakenAtMs: row.labels_taken_at_ms,
    counts: {
      alerts: row.count_alerts,
      features: row.count_features,
      clusters: row.count_clusters,
      money_flows: row.count_money_flows,
      address_labels: row.count_address_labels,
    },
    duplicates: { alerts: row.duplicate_alerts, features: row.duplicate_features },
    absentColumns: row.absent_columns,
    source: row.source,
    durationMs: row.duration_ms,
  };
}

/** ClickHouse reads `2025-08-01 00:00:00.000`, in the column's UTC. */
function toDateTime64(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("T", " ").replace("Z", "");
}
