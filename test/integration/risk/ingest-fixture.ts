import { join } from "node:path";
import { z } from "zod";
import { silentProgress } from "../../../src/lib/progress.ts";
import type { Database } from "../../../src/store/database.ts";
import type { BatchKey } from "../../../src/subnets/risk/batch.ts";
import {
  ingestBatch,
  type IngestDeps,
  type IngestResult,
} from "../../../src/subnets/risk/ingest/ingest-batch.ts";
import { type BatchTable, batchTables } from "../../../src/subnets/risk/source/layout.ts";
import { DirectorySource } from "../../../src/subnets/risk/source/directory-source.ts";
import { type BatchEdits, testKey, writeBatch } from "../../support/batch-files.ts";
import { testDatabase } from "../../support/engine.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { type RecordingLogger, recordingLogger } from "../../support/log.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

/** A source directory, a database and all that an ingestion needs between them. */
export class IngestFixture {
  readonly database: Database;
  readonly sourceDirectory: string;
  readonly tempDirectory: string;
  readonly clock = new FakeClock();
  readonly logger: RecordingLogger = recordingLogger();
  readonly #directory: string;
  readonly #dispose: () => Promise<void>;

  static async create(): Promise<IngestFixture> {
    const directory = await makeTempDir();
    const { database, dispose } = await testDatabase();
    return new IngestFixture(directory, database, dispose);
  }

  constructor(directory: string, database: Database, dispose: () => Promise<void>) {
    this.#directory = directory;
    this.#dispose = dispose;
    this.database = database;
    this.sourceDirectory = join(directory, "source");
    this.tempDirectory = join(directory, "tmp");
  }

  async dispose(): Promise<void> {
    await this.#dispose();
    await removeTempDir(this.#directory);
  }

  /** Writes a batch with these edits into the source. */
  async write(edits: BatchEdits = {}, key: BatchKey = testKey): Promise<void> {
    await writeBatch(this.sourceDirectory, edits, key);
  }

  /** Ingests what the source has; each run is a second later than the one before. */
  async ingest(
    overrides: Partial<IngestDeps> & { readonly key?: BatchKey; readonly signal?: AbortSignal } = {},
  ): Promise<IngestResult> {
    const { key = testKey, signal = new AbortController().signal, ...deps } = overrides;
    await this.clock.tick(1_000);
    const { database, clock, logger, tempDirectory } = this;
    const source = new DirectorySource(this.sourceDirectory);
    const all = { database, source, clock, logger, progress: silentProgress(), tempDirectory, ...deps };
    return ingestBatch(all, key, { signal });
  }

  /** Returns the batch ids of which a table has rows. */
  async storedBatches(table: BatchTable): Promise<string[]> {
    return this.#batchesIn(`raw_${table}`);
  }

  /** Returns the batch ids whose feature values are stored. */
  async batchesWithValues(): Promise<string[]> {
    return this.#batchesIn("address_values");
  }

  async #batchesIn(table: string): Promise<string[]> {
    const sql = `SELECT DISTINCT batch_id AS id FROM ${table} ORDER BY id`;
    return (await this.database.rows(z.object({ id: z.string() }), sql)).map(({ id }) => id);
  }

  /** Returns how many rows all tables of batches have, whoever may see them. */
  async storedRows(): Promise<number> {
    const tables = [...batchTables.map((table) => `raw_${table}`), "address_values"];
    const counts = tables.map((table) => `(SELECT count() FROM ${table})`).join(" + ");
    return (await this.database.findRow(z.object({ n: z.number() }), `SELECT ${counts} AS n`))?.n ?? 0;
  }

  /** Returns the values of a column of the raw table, in its order. */
  async column(table: BatchTable, column: string): Promise<string[]> {
    const sql = `SELECT toString(${column}) AS value FROM raw_${table} ORDER BY ALL`;
    return (await this.database.rows(z.object({ value: z.string() }), sql)).map(({ value }) => value);
  }
}
