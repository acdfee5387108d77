import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { elapsedMs, type Clock } from "../../../lib/clock.ts";
import { asNeuronError, messageOf, NeuronError } from "../../../lib/errors.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Progress } from "../../../lib/progress.ts";
import type { Database } from "../../../store/database.ts";
import { type BatchKey, describeBatch } from "../batch.ts";
import type { BatchSource } from "../source/batch-source.ts";
import { assertBatchKey, type BatchTable } from "../source/layout.ts";
import { makeBatchId } from "./batch-id.ts";
import { collectGarbage, dropBatch } from "./garbage.ts";
import { acceptBatch, acceptedBatch, type AcceptedBatch } from "./ledger.ts";
import { loadBatch, type LoadedBatch } from "./load-batch.ts";
import type { LoadRun, TableFile } from "./table-load.ts";
import { takeBatch, type Taking } from "./take-batch.ts";

export interface IngestDeps {
  readonly database: Database;
  readonly source: BatchSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly progress: Progress;
  /** For downloads, in a folder per network that is emptied before and after. */
  readonly tempDirectory: string;
}

export interface IngestResult {
  /** unchanged: the source has the batch that was accepted before, and nothing was written. */
  readonly status: "accepted" | "unchanged";
  readonly batchId: string;
  /** Rows stored, by table. */
  readonly counts: Readonly<Record<BatchTable, number>>;
  /** Rows left out because another row with their key was stored; of an unchanged batch, those the ledger keeps. */
  readonly duplicates: Readonly<Partial<Record<BatchTable, number>>>;
  readonly absentColumns: readonly string[];
  readonly warnings: readonly string[];
  readonly durationMs: number;
}

/**
 * Takes a batch from a source, verifies it, loads it, and makes it the one that readers see for its date and window,
 * in one step at the end. Whatever stops it before, the batch accepted earlier stays visible.
 *
 * The caller holds the network's write lock. Throws the source's errors (SOURCE_NOT_FOUND for a batch that is not
 * there), BATCH_REJECTED for one that must not be loaded, the store's errors, or CANCELLED.
 */
export async function ingestBatch(
  deps: IngestDeps,
  key: BatchKey,
  { signal }: { readonly signal: AbortSignal },
): Promise<IngestResult> {
  assertBatchKey(key);
  const { source, clock, progress, database } = deps;
  const startedAtMs = clock.now();
  const directory = join(deps.tempDirectory, "ingest", key.network);
  try {
    await emptyDirectory(directory);
    const run = { source, clock, progress, key, directory, signal };
    const taking = await takeBatch(run, await acceptedBatch(database, key));
    return taking.status === "unchanged"
      ? unchanged(deps, taking.batch, startedAtMs)
      : await accept(deps, taking, { key, startedAtMs, signal });
  } catch (error) {
    throw explain(error, key, signal);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Taken = Extract<Taking, { readonly status: "taken" }>;

interface AcceptOptions {
  readonly key: BatchKey;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
}

async function accept(
  deps: IngestDeps,
  { batch: { tables, warnings, ...provenance }, previous }: Taken,
  { key, startedAtMs, signal }: AcceptOptions,
): Promise<IngestResult> {
  const { database, source, clock, logger, progress } = deps;
  await collectGarbage(database, signal);
  const batchId = makeBatchId(key, clock.now(), provenance.fileHashes);
  const loaded = await loadOrDrop({ database, progress, key, batchId, signal }, tables, logger);
  const durationMs = elapsedMs(clock, startedAtMs);
  await acceptBatch(database, {
    ...provenance,
    ...loaded,
    batchId,
    processingDate: key.processingDate,
    windowDays: key.windowDays,
    // A clock that was set back must not hide the new batch behind the old one.
    acceptedAtMs: Math.max(clock.now(), (previous?.acceptedAtMs ?? 0) + 1),
    source: source.describe(),
    durationMs,
  });
  const { absentColumns } = provenance;
  logger.info("Batch accepted", { batch: describeBatch(key), batchId, ...loaded, absentColumns, warnings });
  await dropSuperseded(deps, signal);
  return { status: "accepted", batchId, ...loaded, absentColumns, warnings, durationMs };
}

/** Until the ledger is written, what was loaded is nobody's; afterwards it must never be dropped here. */
async function loadOrDrop(run: LoadRun, tables: readonly TableFile[], logger: Logger): Promise<LoadedBatch> {
  try {
    const loaded = await loadBatch(run, tables);
    run.signal.throwIfAborted();
    return loaded;
  } catch (error) {
    await dropBatch(run.database, run.batchId).catch((failure: unknown) => {
      logger.warn("Rows of a failed load stay until the next one", {
        batchId: run.batchId,
        reason: messageOf(failure),
      });
    });
    throw error;
  }
}

function unchanged(
  { clock, logger }: IngestDeps,
  previous: AcceptedBatch,
  startedAtMs: number,
): IngestResult {
  const { batchId, counts, duplicates, absentColumns } = previous;
  logger.info("Batch unchanged", { batchId });
  return {
    status: "unchanged",
    batchId,
    counts,
    duplicates,
    absentColumns,
    warnings: [],
    durationMs: elapsedMs(clock, startedAtMs),
  };
}

/** The batch is accepted: what cannot be tidied now is tidied by the next load. */
async function dropSuperseded({ database, logger }: IngestDeps, signal: AbortSignal): Promise<void> {
  await collectGarbage(database, signal).catch((error: unknown) => {
    logger.warn("Superseded batches stay until the next load", { reason: messageOf(error) });
  });
}

async function emptyDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

/** A cancelled run fails in whatever it was doing; and an error of the source names the batch here. */
function explain(error: unknown, key: BatchKey, signal: AbortSignal): NeuronError {
  const batch = describeBatch(key);
  if (signal.aborted) {
    return new NeuronError("CANCELLED", `Loading ${batch} was cancelled`, {
      context: { ...key },
      cause: error,
    });
  }
  const known = asNeuronError(error);
  if (known.message.includes(batch)) return known;
  const { code, message, context } = known;
  return new NeuronError(code, `Batch ${batch}: ${message}`, {
    context: { ...key, ...context },
    cause: error,
  });
}
