import { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { clusterStatement, type ClusterSettings } from "../cluster.ts";
import type { Database } from "../database.ts";
import { planMigrations, type AppliedMigration } from "./plan.ts";
import { readSchemaFiles, type SchemaFile } from "./schema-files.ts";
import { splitStatements } from "./split-statements.ts";

export interface MigrateDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MigrateOptions {
  /** Where the numbered schema files are. */
  readonly directory: string;
  /** The last version to apply; all of them when undefined. */
  readonly upTo?: number | undefined;
  readonly cluster?: ClusterSettings | undefined;
  readonly signal: AbortSignal;
}

const createLedger = `
  CREATE TABLE IF NOT EXISTS schema_migrations (
    version UInt32,
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC')
  ) ENGINE = MergeTree
  ORDER BY version
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`;

const selectLedger = "SELECT DISTINCT version, name, checksum FROM schema_migrations ORDER BY version";

const appliedSchema: z.ZodType<AppliedMigration> = z.object({
  version: z.number(),
  name: z.string(),
  checksum: z.string(),
});

/**
 * Applies the schema files that a database lacks, in order, and returns their names. Two processes may do this at
 * once, and one may die between two statements: the statements are written so that running them again changes
 * nothing, and so is the ledger. Throws SCHEMA_REFUSED before anything is changed.
 */
export async function migrate(
  { database, clock, logger }: MigrateDeps,
  { directory, upTo = Infinity, cluster, signal }: MigrateOptions,
): Promise<string[]> {
  const files = await readSchemaFiles(directory);
  await database.command(clusterStatement(createLedger, cluster), { signal });
  const applied = await database.rows(appliedSchema, selectLedger, { signal });
  const pending = planMigrations(database.name, files, applied).filter(({ version }) => version <= upTo);
  for (const file of pending) {
    for (const statement of splitStatements(file.sql)) {
      await database.command(clusterStatement(statement, cluster), { signal });
    }
    await database.insertRows("schema_migrations", [ledgerRow(file, clock.now())]);
    logger.info("Schema file applied", { database: database.name, file: file.name });
  }
  return pending.map(({ name }) => name);
}

function ledgerRow({ version, name, checksum }: SchemaFile, nowMs: number) {
  return { version, name, checksum, applied_at: new Date(nowMs).toISOString().slice(0, -1) };
}
