import { NeuronError } from "../../lib/errors.ts";
import type { SchemaFile } from "./schema-files.ts";

/** A line of the ledger `schema_migrations`. */
export interface AppliedMigration {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Returns the files that the database still lacks, in order. Throws SCHEMA_REFUSED when a file was edited after it
 * was applied, or when the database has been used by a newer program.
 */
export function planMigrations(
  database: string,
  files: readonly SchemaFile[],
  applied: readonly AppliedMigration[],
): SchemaFile[] {
  for (const migration of applied) requireSame(database, files[migration.version - 1], migration);
  const done = new Set(applied.map(({ version }) => version));
  return files.filter(({ version }) => !done.has(version));
}

function requireSame(database: string, file: SchemaFile | undefined, applied: AppliedMigration): void {
  const context = { database, version: applied.version, applied: applied.name };
  if (file === undefined) {
    throw new NeuronError(
      "SCHEMA_REFUSED",
      `Database ${database} was migrated by a newer program (${applied.name}), which this one does not know; update the program`,
      { context },
    );
  }
  if (file.checksum !== applied.checksum) {
    throw new NeuronError(
      "SCHEMA_REFUSED",
      `Schema file ${file.name} was changed after it had been applied to ${database}; restore it and put the change into a new file`,
      { context },
    );
  }
}
