import { storeBatchRows } from "../features/store-batch-rows.ts";
import type { BatchTable } from "../source/layout.ts";
import { dropPartition } from "./garbage.ts";
import { rejection } from "./rejection.ts";
import { type LoadRun, loadTable, type TableFile } from "./table-load.ts";
import { scanTable } from "./table-scan.ts";

/** Numbers per table; a table without a file has none. */
export type TableNumbers = Readonly<Record<BatchTable, number>>;

export interface LoadedBatch {
  /** Rows stored. */
  readonly counts: TableNumbers;
  /** Rows of the files that were left out because another row with their key was stored. */
  readonly duplicates: TableNumbers;
}

/**
 * Loads and checks all tables of a batch under the run's batch id, where no reader looks yet, and stores what its
 * features need of it. Throws BATCH_REJECTED
 * for values that break a rule; what was loaded until then is left for the caller to drop.
 */
export async function loadBatch(run: LoadRun, tables: readonly TableFile[]): Promise<LoadedBatch> {
  const counts = { ...noRows };
  const duplicates = { ...noRows };
  for (const table of tables) {
    run.signal.throwIfAborted();
    const { footer, contract } = table;
    if (footer.rows === 0) continue;
    counts[contract.table] = await loadOncePerKey(run, table);
    duplicates[contract.table] = footer.rows - counts[contract.table];
  }
  run.signal.throwIfAborted();
  await storeBatchRows(run.database, { batchId: run.batchId, alerts: counts.alerts }, run.signal);
  return { counts, duplicates };
}

const noRows = { alerts: 0, features: 0, clusters: 0, money_flows: 0, address_labels: 0 };

/**
 * Loads a table as it is, so that every row is checked, and again without its duplicates when it has any: to sort
 * all rows each time costs a third more time and memory, and most files have no duplicates.
 */
async function loadOncePerKey(run: LoadRun, table: TableFile): Promise<number> {
  const { contract, footer } = table;
  await loadTable(run, table, false);
  const loaded = await scanTable(run, contract);
  assertRows(run, table, { stored: loaded.rows, expected: footer.rows });
  if (loaded.keys === loaded.rows) return loaded.rows;
  await dropPartition(run.database, contract.rawTable, run.batchId);
  await loadTable(run, table, true);
  const distinct = await scanTable(run, contract);
  assertRows(run, table, { stored: distinct.rows, expected: loaded.keys });
  return distinct.rows;
}

function assertRows(
  { key }: LoadRun,
  { contract }: TableFile,
  { stored, expected }: { readonly stored: number; readonly expected: number },
): void {
  if (stored === expected) return;
  throw rejection(key, `${stored} rows of ${contract.table}.parquet could be stored, not ${expected}`, {
    file: `${contract.table}.parquet`,
    stored,
    expected,
  });
}
