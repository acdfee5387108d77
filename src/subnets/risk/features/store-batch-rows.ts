import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { JobDeps } from "../job-deps.ts";
import { rowSettings } from "./alert-rows.ts";
import { batchRows, batchRowsDefinition, storedBatchRows } from "./batch-rows.ts";

/** Alerts of one INSERT, which takes about 1.2 GB of memory. A larger batch is made in several. */
const alertsAtOnce = 500_000;

/** The large grouping may take what a join may; of two settings of one name the last counts. */
const insertSettings = [
  rowSettings,
  "max_bytes_ratio_before_external_group_by = 0.5",
  "max_insert_threads = 2",
].join(", ");

const insertShare = `
INSERT INTO address_values (batch_id, definition, key, feature_values, alerts)
SELECT batch_id, '${batchRowsDefinition}', key, feature_values, alerts
FROM (${batchRows})
${insertSettings}`;

/**
 * Makes the rows that a loaded batch gives on its own, and stores them under its id. That is most of the work of its
 * features, which are read several times: for its scores, and in every training that looks back on it. Throws the store's
 * errors; what was stored until then is left for the caller to drop.
 */
export async function storeBatchRows(
  database: Database,
  batch: { readonly batchId: string; readonly alerts: number },
  signal: AbortSignal,
): Promise<void> {
  const shares = Math.max(1, Math.ceil(batch.alerts / alertsAtOnce));
  for (let share = 0; share < shares; share += 1) {
    await database.command(insertShare, { params: { batches: [batch.batchId], shares, share }, signal });
  }
}

const dropRows = "ALTER TABLE address_values DROP PARTITION {batch:String}";

const incompleteBatch = z.object({ batchId: z.string(), alerts: z.number() });

const incompleteBatches = `
SELECT r.batch_id AS batchId, r.alerts AS alerts
FROM (SELECT batch_id, count() AS alerts FROM raw_alerts WHERE batch_id IN {batches:Array(String)} GROUP BY batch_id) AS r
LEFT JOIN (SELECT batch_id, sum(length(alerts)) AS alerts FROM (${storedBatchRows}) GROUP BY batch_id) AS s
  ON s.batch_id = r.batch_id
WHERE s.alerts != r.alerts`;

/**
 * Stores the rows of those batches whose rows are not all there: an older program has loaded them, or they were made and
 * the neuron killed. Call it before a query of feature rows, holding the network's write lock. Throws the store's errors,
 * CANCELLED among them: the batches that are done by then stay so.
 */
export async function completeBatchRows(
  { database, logger, progress }: Pick<JobDeps, "database" | "logger" | "progress">,
  batchIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const options = { params: { batches: batchIds }, signal };
  const batches = await database.rows(incompleteBatch, incompleteBatches, options);
  if (batches.length === 0) return;
  const alerts = batches.reduce((sum, batch) => sum + batch.alerts, 0);
  logger.info("Stored batches lack rows of this version, which are made now", {
    batches: batches.length,
    alerts,
  });
  const step = progress.start("Completing batches", alerts);
  let done = 0;
  try {
    for (const batch of batches) {
      const params = { batch: batch.batchId };
      await database.command(dropRows, { params, signal });
      await storeBatchRows(database, batch, signal);
      done += batch.alerts;
      step.update(done);
    }
  } finally {
    step.finish();
  }
}
