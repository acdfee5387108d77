import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import type { Database } from "../../../store/database.ts";
import { currentImports } from "./custom-labels.ts";

/** What labels are stored with. */
export interface LabelDeps {
  readonly database: Database;
  readonly clock: Clock;
}

const importRow = z.object({
  source: z.string(),
  recorded_at: z.string(),
  import_id: z.string(),
  version: z.string(),
  file_name: z.string(),
  count_labels: z.number(),
  count_bad: z.number(),
});

/** What the ledger says of the labels that a source has now. */
export type CurrentImport = z.infer<typeof importRow>;

/** Returns the labels that each source has now, by source. */
export async function getCurrentImports(database: Database): Promise<CurrentImport[]> {
  return database.rows(importRow, `${currentImports} ORDER BY source`);
}

/** Returns the labels that a source has now, or undefined when it has none. */
export async function findCurrentImport(
  database: Database,
  source: string,
): Promise<CurrentImport | undefined> {
  const imports = await getCurrentImports(database);
  return imports.find((candidate) => candidate.source === source);
}

/** Returns how many addresses an import calls both risky and harmless. */
export async function countDisagreements(database: Database, importId: string): Promise<number> {
  const sql = `
SELECT count() AS addresses FROM (
  SELECT address FROM custom_labels WHERE import_id = {import:String}
  GROUP BY address HAVING uniqExact(is_risky) > 1
)`;
  const row = z.object({ addresses: z.number() });
  const found = await database.findRow(row, sql, { params: { import: importId } });
  return found?.addresses ?? 0;
}

/** Writes the row from which on a source has the labels of an import. */
export async function recordImport(
  deps: LabelDeps,
  made: {
    readonly source: string;
    readonly importId: string;
    readonly version: string;
    readonly fileName: string;
    readonly labels: number;
    readonly bad: number;
  },
): Promise<void> {
  await append(deps, {
    source: made.source,
    import_id: made.importId,
    version: made.version,
    file_name: made.fileName,
    count_labels: made.labels,
    count_bad: made.bad,
  });
}

/** Writes the row from which on a source has no labels. */
export async function recordRemoval(deps: LabelDeps, source: string): Promise<void> {
  await append(deps, { source, import_id: "", version: "", file_name: "", count_labels: 0, count_bad: 0 });
}

/** Drops the labels that no source has any more, and those of imports that were never finished. */
export async function dropUnusedLabels(database: Database): Promise<void> {
  const current = new Set((await getCurrentImports(database)).map(({ import_id }) => import_id));
  const stored = await database.rows(z.object({ import_id: z.string() }), storedImports);
  for (const { import_id: importId } of stored.filter((candidate) => !current.has(candidate.import_id))) {
    await database.command("ALTER TABLE custom_labels DROP PARTITION {import:String}", {
      params: { import: importId },
    });
  }
}

const storedImports = `
SELECT DISTINCT partition AS import_id FROM system.parts
WHERE database = currentDatabase() AND active AND table = 'custom_labels'
ORDER BY import_id`;

async function append({ database, clock }: LabelDeps, row: Readonly<Record<string, unknown>>): Promise<void> {
  const recordedAt = new Date(clock.now()).toISOString().replace("T", " ").replace("Z", "");
  await database.insertRows("label_imports", [{ ...row, recorded_at: recordedAt }]);
}
