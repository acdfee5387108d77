import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { NeuronError } from "../../../lib/errors.ts";
import type { Progress, ProgressStep } from "../../../lib/progress.ts";
import type { Database } from "../../../store/database.ts";
import type { BatchKey } from "../batch.ts";
import type { FetchedFile } from "../source/batch-source.ts";
import type { BoundColumn, ColumnBinding } from "./bind-columns.ts";
import { findMisfit, type Misfit } from "./find-misfit.ts";
import { loadStatement, strictParquet } from "./load-statement.ts";
import type { ParquetFooter } from "./parquet-footer.ts";
import { rejection } from "./rejection.ts";
import type { TableContract } from "./table-contract.ts";

/** A file whose footer met its contract: what is left to trust are its rows. */
export interface TableFile {
  readonly contract: TableContract;
  readonly file: FetchedFile;
  readonly footer: ParquetFooter;
  readonly binding: ColumnBinding;
}

export interface LoadRun {
  readonly database: Database;
  readonly progress: Progress;
  readonly key: BatchKey;
  readonly batchId: string;
  readonly signal: AbortSignal;
}

const READ_CHUNK_BYTES = 1024 * 1024;

/**
 * Streams a file into its raw table under the run's batch id. Throws BATCH_REJECTED with the column, the number of
 * rows and an example when the server cannot take its values.
 */
export async function loadTable(
  { database, progress, key, batchId, signal }: LoadRun,
  table: TableFile,
  deduplicate: boolean,
): Promise<void> {
  const { contract, file, binding } = table;
  const step = progress.start(`Loading ${contract.table}`, file.bytes);
  const proof = createHash(file.hash.algorithm);
  const body = Readable.from(observed(file.path, step, proof), { objectMode: false });
  try {
    await database.insert(loadStatement(contract, binding, deduplicate), body, {
      params: { batch: batchId, network: key.network },
      settings: strictParquet,
      signal,
    });
  } catch (error) {
    throw await explainRefusal(error, key, table);
  } finally {
    body.destroy();
    step.finish();
  }
  if (proof.digest("hex") !== file.hash.hex) {
    throw new NeuronError("SOURCE_UNAVAILABLE", `${file.path} changed while it was loaded`);
  }
}

/** The file's bytes, counted and hashed on their way: those that were verified must be those that are loaded. */
async function* observed(path: string, step: ProgressStep, proof: Hash): AsyncGenerator<Buffer> {
  let sent = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_CHUNK_BYTES })) {
    const bytes = chunk as Buffer;
    proof.update(bytes);
    sent += bytes.byteLength;
    step.update(sent);
    yield bytes;
  }
}

/** Codes with which ClickHouse refuses what a file holds, as opposed to failing on its own. */
const dataFaults: ReadonlySet<string> = new Set([
  "6", // CANNOT_PARSE_TEXT
  "8", // THERE_IS_NO_COLUMN
  "27", // CANNOT_PARSE_INPUT_ASSERTION_FAILED
  "32", // ATTEMPT_TO_READ_AFTER_EOF
  "33", // CANNOT_READ_ALL_DATA
  "38", // CANNOT_PARSE_DATE
  "41", // CANNOT_PARSE_DATETIME
  "53", // TYPE_MISMATCH
  "69", // ARGUMENT_OUT_OF_BOUND
  "70", // CANNOT_CONVERT_TYPE
  "72", // CANNOT_PARSE_NUMBER
  "117", // INCORRECT_DATA
  "271", // CANNOT_DECOMPRESS
  "349", // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
  "407", // DECIMAL_OVERFLOW
  "1001", // STD_EXCEPTION, from the Parquet reader
]);

async function explainRefusal(error: unknown, key: BatchKey, table: TableFile): Promise<unknown> {
  if (!(error instanceof NeuronError) || !dataFaults.has(String(error.context.clickhouseCode))) return error;
  const name = `${table.contract.table}.parquet`;
  const misfit = await findMisfitOf(table, error.message);
  if (misfit === undefined) return rejection(key, `${name} cannot be read: ${error.message}`, { file: name });
  const { column, rows, example } = misfit;
  return rejection(
    key,
    `${name} has ${rows} rows whose ${column} is not a valid ${typeOf(table, column)}, for example ${example}`,
    { file: name, column, rows, example },
  );
}

/** A file too broken to be read a second time leaves the server's sentence as the only explanation. */
async function findMisfitOf(
  { file, footer, binding }: TableFile,
  message: string,
): Promise<Misfit | undefined> {
  return findMisfit(file.path, footer, suspects(binding, message)).catch(() => undefined);
}

/** The server names the column in most cases; a failed cast leaves those that were cast. */
function suspects({ bound }: ColumnBinding, message: string): readonly BoundColumn[] {
  const [, named = ""] = /column: ([^:\s]+):/.exec(message) ?? [];
  const suspect = bound.filter(({ column }) => named === column.name || named.startsWith(`${column.name}.`));
  return suspect.length > 0 ? suspect : bound.filter(({ reading }) => reading.narrowing);
}

function typeOf({ contract }: TableFile, name: string): string {
  return contract.columns.find((column) => column.name === name)?.type ?? "value";
}
