import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import { batchTables } from "../source/layout.ts";

/** The batch that readers see, and the one before it, which a slow reader may still be reading. */
const KEPT_PER_DATE = 2;

/**
 * Drops the rows that no reader will ask for: those of batches that were never accepted, and those of superseded
 * ones but the last. Returns the batch ids that went.
 *
 * The caller holds the network's write lock: to this function a load in progress looks like one that died.
 */
export async function collectGarbage(database: Database, signal: AbortSignal): Promise<string[]> {
  const kept = await database.rows(keptRow, keptBatches, { params: { kept: KEPT_PER_DATE }, signal });
  const keep = new Set(kept.map(({ batch_id }) => batch_id));
  const partitions = await database.rows(partitionRow, storedPartitions, {
    params: { tables: partitionedTables },
    signal,
  });
  const dropped = partitions.filter(({ batch_id }) => !keep.has(batch_id));
  for (const { table, batch_id: batchId } of dropped) {
    await dropPartition(database, table, batchId);
  }
  return [...new Set(dropped.map(({ batch_id }) => batch_id))];
}

/** Drops whatever is stored of a batch that was not accepted. */
export async function dropBatch(database: Database, batchId: string): Promise<void> {
  for (const table of partitionedTables) await dropPartition(database, table, batchId);
}

/** Drops what one of the tables holds of a batch; nothing when it holds nothing. */
export async function dropPartition(
  database: Database,
  table: PartitionedTable,
  batchId: string,
): Promise<void> {
  await database.command(`ALTER TABLE ${table} DROP PARTITION {batch:String}`, {
    params: { batch: batchId },
  });
}

type PartitionedTable = (typeof partitionedTables)[number];

/** The tables whose partitions are batches: as they were loaded, and what was made of them. */
const partitionedTables = [...batchTables.map((table) => `raw_${table}` as const), "address_values"] as const;

const keptBatches = `
SELECT batch_id FROM ingestions
ORDER BY window_days, processing_date, accepted_at DESC, batch_id DESC
LIMIT {kept:UInt8} BY window_days, processing_date`;

const keptRow = z.object({ batch_id: z.string() });

const storedPartitions = `
SELECT DISTINCT table, partition AS batch_id FROM system.parts
WHERE database = currentDatabase() AND active AND table IN {tables:Array(String)}
ORDER BY table, batch_id`;

const partitionRow = z.object({ table: z.enum(partitionedTables), batch_id: z.string() });
