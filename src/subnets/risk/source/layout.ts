import { NeuronError } from "../../../lib/errors.ts";
import { type BatchKey, isProcessingDate } from "../batch.ts";

/** The tables that every batch has, each in a file of its own (facts: aml-risk 1.1). */
export const dataTables = ["alerts", "features", "clusters", "money_flows"] as const;
export type DataTable = (typeof dataTables)[number];

/** All that is taken with a batch: its tables and the network's labels of that moment. */
export const batchTables = [...dataTables, "address_labels"] as const;
export type BatchTable = (typeof batchTables)[number];

const MAX_META_BYTES = 1024 * 1024;
const MAX_TABLE_BYTES = 4 * 1024 * 1024 * 1024;

/** One object of a source: where it lies under the source's root, and the most bytes it may have. */
export interface SourceObject {
  /** Segments joined by `/`, without a leading one. Made here alone, never from what a source says. */
  readonly path: string;
  readonly maxBytes: number;
}

/** Returns where the description of a batch lies. Throws USAGE_INVALID for a key that names no batch. */
export function metaObject(key: BatchKey): SourceObject {
  return { path: `${snapshotPath(key)}/META.json`, maxBytes: MAX_META_BYTES };
}

/** Returns where a table of a batch lies. Throws USAGE_INVALID for a key that names no batch. */
export function tableObject(key: BatchKey, table: DataTable): SourceObject {
  return { path: `${snapshotPath(key)}/${table}.parquet`, maxBytes: MAX_TABLE_BYTES };
}

/** Returns where the labels of a network lie: one undated file, overwritten by every export (facts: aml-risk 1.1). */
export function labelsObject(network: string): SourceObject {
  assertNetwork(network);
  return { path: `address-labels/${network}_address_labels.parquet`, maxBytes: MAX_TABLE_BYTES };
}

/** Returns the folder of a network's batches, ending in `/` so that no other network's name continues it. */
export function snapshotsPrefix(network: string): string {
  assertNetwork(network);
  return `snapshots/${network}/`;
}

/**
 * Returns the date of a batch whose META.json has this path under {@link snapshotsPrefix}, or undefined for any
 * other object, so also for another window: 19 is not 195.
 */
export function findDateOfMeta(pathUnderPrefix: string, windowDays: number): string | undefined {
  const [date, window, file, ...rest] = pathUnderPrefix.split("/");
  if (date === undefined || rest.length > 0 || file !== "META.json") return undefined;
  return window === String(windowDays) && isProcessingDate(date) ? date : undefined;
}

/** Throws USAGE_INVALID for a key that names no batch, so that no key leads out of a folder. */
export function assertBatchKey({ network, processingDate, windowDays }: BatchKey): void {
  assertNetwork(network);
  if (!isProcessingDate(processingDate)) {
    throw new NeuronError("USAGE_INVALID", `Not a processing date (YYYY-MM-DD): ${processingDate}`);
  }
  if (!Number.isSafeInteger(windowDays) || windowDays < 1) {
    throw new NeuronError("USAGE_INVALID", `Not a window in days: ${windowDays}`);
  }
}

function snapshotPath(key: BatchKey): string {
  assertBatchKey(key);
  return `snapshots/${key.network}/${key.processingDate}/${key.windowDays}`;
}

function assertNetwork(network: string): void {
  if (!/^[a-z][a-z0-9_]*$/.test(network)) {
    throw new NeuronError(
      "USAGE_INVALID",
      `Not a network's name (lower case letters, digits, _): ${network}`,
    );
  }
}
