import { readFile } from "node:fs/promises";
import type { Clock } from "../../../lib/clock.ts";
import { NeuronError } from "../../../lib/errors.ts";
import { type BatchKey, describeBatch } from "../batch.ts";
import type { BatchSource, FetchedFile, FetchOptions } from "../source/batch-source.ts";
import { type DataTable, dataTables, labelsObject, metaObject, tableObject } from "../source/layout.ts";
import { type BatchManifest, parseManifest } from "../source/meta.ts";
import { findHashFault } from "./check-manifest.ts";
import { rejection } from "./rejection.ts";

export interface FetchRun extends Omit<FetchOptions, "algorithm"> {
  readonly source: BatchSource;
  readonly clock: Clock;
  readonly key: BatchKey;
}

/** How often a file that META.json promises is asked for again: META.json is not always uploaded last. */
const UPLOAD_WAITS = 5;
/** The first of these waits; each is twice the one before, a minute in all. */
const FIRST_UPLOAD_WAIT_MS = 2_000;

/** Returns what the source says about the batch. Throws SOURCE_NOT_FOUND when it has no such batch. */
export async function fetchManifest(run: FetchRun): Promise<BatchManifest> {
  const { source, key } = run;
  const file = await source.find(metaObject(key), { ...run, algorithm: "sha256" });
  if (file === undefined) {
    throw new NeuronError("SOURCE_NOT_FOUND", `${source.describe()} has no batch ${describeBatch(key)}`, {
      context: { ...key, source: source.describe() },
    });
  }
  return parseManifest(await readFile(file.path, "utf8"));
}

/**
 * Returns the batch's data files, each with the hash that the manifest states. Throws BATCH_REJECTED for another
 * hash and SOURCE_UNAVAILABLE for a file that does not appear.
 */
export async function fetchTables(
  run: FetchRun,
  manifest: BatchManifest,
): Promise<ReadonlyMap<DataTable, FetchedFile>> {
  const files = new Map<DataTable, FetchedFile>();
  for (const table of dataTables) {
    const file = await fetchTable(run, table, manifest);
    const fault = findHashFault(table, manifest, file);
    if (fault !== undefined) throw rejection(run.key, fault, { file: `${table}.parquet` });
    files.set(table, file);
  }
  return files;
}

/**
 * Returns the network's labels, or undefined when the source has none. A bucket that may not be listed answers 403
 * for what it does not have (facts: aml-risk 1.9), so a denied label file is an absent one.
 */
export async function findLabels(run: FetchRun): Promise<FetchedFile | undefined> {
  try {
    return await run.source.find(labelsObject(run.key.network), { ...run, algorithm: "sha256" });
  } catch (error) {
    if (error instanceof NeuronError && error.code === "SOURCE_DENIED") return undefined;
    throw error;
  }
}

async function fetchTable(run: FetchRun, table: DataTable, manifest: BatchManifest): Promise<FetchedFile> {
  const { source, clock, key, signal } = run;
  const object = tableObject(key, table);
  const options = { ...run, algorithm: manifest.files.get(table)?.algorithm ?? ("sha256" as const) };
  for (let wait = 0; ; wait += 1) {
    const file = await source.find(object, options);
    if (file !== undefined) return file;
    if (wait === UPLOAD_WAITS) break;
    await clock.sleep(FIRST_UPLOAD_WAIT_MS * 2 ** wait, signal);
  }
  throw new NeuronError(
    "SOURCE_UNAVAILABLE",
    `${source.describe()} has META.json of ${describeBatch(key)} but not ${table}.parquet: it may still be uploading`,
    { context: { ...key, file: `${table}.parquet` } },
  );
}
