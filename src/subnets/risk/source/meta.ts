import { z } from "zod";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import { type FileHash, findHash } from "./file-hash.ts";
import { type BatchTable, batchTables } from "./layout.ts";

/** What META.json states about a batch, whichever of its shapes it has. Absent statements are undefined. */
export interface BatchManifest {
  readonly batchId: string | undefined;
  /** As the producer wrote it. */
  readonly generatedAt: string | undefined;
  readonly network: string | undefined;
  /** YYYY-MM-DD */
  readonly processingDate: string | undefined;
  readonly windowDays: number | undefined;
  /** The stated hash of each table's file; tables that this program does not know are left out. */
  readonly files: ReadonlyMap<BatchTable, FileHash>;
  /** The stated number of rows of each table's file. */
  readonly counts: ReadonlyMap<BatchTable, number>;
}

/**
 * Returns the manifest that a META.json holds (facts: aml-risk 1.2): hashes as `sha256: {name: hex}`,
 * as `files: {name: {md5 | sha256}}` or as `files: [{filename, checksum}]`. Throws BATCH_REJECTED, saying where the
 * text is at fault.
 */
export function parseManifest(text: string): BatchManifest {
  const result = metaSchema.safeParse(parseJson(text));
  if (!result.success) throw malformed(z.prettifyError(result.error));
  const meta = result.data;
  return {
    batchId: meta.batch_id,
    generatedAt: meta.generated_at,
    network: meta.network,
    processingDate: meta.processing_date?.slice(0, "YYYY-MM-DD".length),
    windowDays: meta.window_days,
    files: new Map([...namedHashes(meta.files), ...namedHashes(meta.sha256)]),
    counts: byTable(meta.counts ?? {}, parseCount),
  };
}

const named = z.record(z.string(), z.unknown());
const fileList = z.array(z.looseObject({ filename: z.string(), checksum: z.unknown() }));

const metaSchema = z.looseObject({
  batch_id: z.string().optional(),
  network: z.string().optional(),
  processing_date: z.string().optional(),
  window_days: z.int().positive().optional(),
  generated_at: z.string().optional(),
  counts: named.optional(),
  sha256: named.optional(),
  files: z.union([fileList, named]).optional(),
});

const hashedFile = z.looseObject({
  sha256: z.string().optional(),
  md5: z.string().optional(),
  checksum: z.string().optional(),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`it is not JSON (${messageOf(error)})`);
  }
}

function namedHashes(files: z.infer<typeof metaSchema>["files"]): ReadonlyMap<BatchTable, FileHash> {
  if (files === undefined) return new Map();
  const entries = Array.isArray(files)
    ? Object.fromEntries(files.map(({ filename, checksum }) => [filename, checksum]))
    : files;
  return byTable(entries, parseHash);
}

/** Keeps the entries of tables that we know; what newer producers add is theirs (facts: aml-risk 1.9). */
function byTable<Value>(
  entries: Readonly<Record<string, unknown>>,
  parse: (value: unknown, name: string) => Value,
): ReadonlyMap<BatchTable, Value> {
  const result = new Map<BatchTable, Value>();
  for (const [name, value] of Object.entries(entries)) {
    const table = findTable(name);
    if (table !== undefined) result.set(table, parse(value, name));
  }
  return result;
}

/** `alerts`, `alerts.parquet`, `raw_alerts.parquet` and `torus_address_labels.parquet` are names in use. */
function findTable(name: string): BatchTable | undefined {
  const stem = name.replace(/\.parquet$/, "").replace(/^raw_/, "");
  return batchTables.find(
    (table) => stem === table || (table === "address_labels" && stem.endsWith(`_${table}`)),
  );
}

function parseHash(value: unknown, name: string): FileHash {
  const file = hashedFile.safeParse(typeof value === "string" ? { checksum: value } : value);
  const text = file.success ? (file.data.sha256 ?? file.data.checksum ?? file.data.md5) : undefined;
  const hash = text === undefined ? undefined : findHash(text);
  if (hash === undefined) throw malformed(`the hash of ${name} is neither SHA-256 nor MD5 in hex`);
  return hash;
}

function parseCount(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw malformed(`the count of ${name} is not a number of rows`);
}

function malformed(reason: string): NeuronError {
  return new NeuronError("BATCH_REJECTED", `META.json cannot be used: ${reason}`);
}
