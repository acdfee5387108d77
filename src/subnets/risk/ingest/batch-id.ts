import { createHash } from "node:crypto";
import type { BatchKey } from "../batch.ts";

const HASH_DIGITS = 12;

/**
 * Returns the identity of one load of a batch, for example `2025-08-01_195_mdtg5k00_5208fb5ada57`: its date and
 * window, the time of the load in base 36 milliseconds, and the start of a hash over its files' hashes.
 */
export function makeBatchId(
  { processingDate, windowDays }: BatchKey,
  loadedAtMs: number,
  fileHashes: Readonly<Record<string, string>>,
): string {
  const files = Object.entries(fileHashes).sort(([a], [b]) => (a < b ? -1 : 1));
  const content = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  return [processingDate, windowDays, loadedAtMs.toString(36), content.slice(0, HASH_DIGITS)].join("_");
}
