import type { BatchKey } from "../batch.ts";
import type { FetchedFile } from "../source/batch-source.ts";
import { hashText } from "../source/file-hash.ts";
import { type BatchTable, dataTables } from "../source/layout.ts";
import type { BatchManifest } from "../source/meta.ts";
import { rejection } from "./rejection.ts";

/**
 * Throws BATCH_REJECTED when the manifest describes another batch than the one asked for, or lists files but not
 * all that a batch needs: producers have dropped alerts and clusters (facts: aml-risk 1.9).
 */
export function checkManifest(key: BatchKey, manifest: BatchManifest): void {
  const statements = [
    ["network", manifest.network, key.network],
    ["processing_date", manifest.processingDate, key.processingDate],
    ["window_days", manifest.windowDays, key.windowDays],
  ] as const;
  for (const [field, stated, expected] of statements) {
    if (stated !== undefined && stated !== expected) {
      throw rejection(key, `META.json says ${field} ${stated}, not ${expected}`, { field, stated, expected });
    }
  }
  const unlisted = dataTables.filter((table) => !manifest.files.has(table));
  if (manifest.files.size > 0 && unlisted.length > 0) {
    const names = unlisted.map((table) => `${table}.parquet`).join(", ");
    throw rejection(
      key,
      `META.json does not list ${names}: the producer no longer publishes what is needed`,
      {
        unlisted,
      },
    );
  }
}

/** Returns `algorithm:hex` of every data file when the manifest states them all, else undefined. */
export function findStatedHashes({ files }: BatchManifest): Readonly<Record<string, string>> | undefined {
  const stated: Record<string, string> = {};
  for (const table of dataTables) {
    const hash = files.get(table);
    if (hash === undefined) return undefined;
    stated[table] = hashText(hash);
  }
  return stated;
}

/** Returns whether two sets of file hashes describe the same batch. */
export function sameHashes(
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): boolean {
  return dataTables.every((table) => a[table] !== undefined && a[table] === b[table]);
}

/** Returns what is wrong with a file's bytes, or undefined when they are the stated ones or none are stated. */
export function findHashFault(
  table: BatchTable,
  manifest: BatchManifest,
  file: FetchedFile,
): string | undefined {
  const stated = manifest.files.get(table);
  if (stated?.algorithm !== file.hash.algorithm || stated.hex === file.hash.hex) return undefined;
  return `${table}.parquet has ${hashText(file.hash)}, META.json says ${hashText(stated)}`;
}

/** Returns what is wrong with a file's number of rows, or undefined when it is the stated one or none is stated. */
export function findCountFault(table: BatchTable, manifest: BatchManifest, rows: number): string | undefined {
  const stated = manifest.counts.get(table);
  if (stated === undefined || stated === rows) return undefined;
  return `${table}.parquet has ${rows} rows, META.json says ${stated}`;
}
