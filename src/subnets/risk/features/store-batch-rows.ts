import type { Database } from "../../../store/database.ts";
import { namedBatchIds } from "./address-key.ts";
import { rowSettings } from "./alert-rows.ts";
import { batchRows, batchRowsDefinition } from "./batch-rows.ts";

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
FROM (${batchRows(namedBatchIds, "key % {shares:UInt32} = {share:UInt32}")})
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
