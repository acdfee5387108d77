import { z } from "zod";
import { asNeuronError } from "../../lib/errors.ts";
import { sha256OfFile, unlessMissing } from "../../lib/files.ts";
import type { Database } from "../../store/database.ts";
import { acceptedBatches } from "./ingest/ledger.ts";
import type { LabelSettings } from "./labels/label-stats.ts";
import { trainingLabelsBy } from "./labels/training-labels.ts";
import { modelTypes } from "./model-card.ts";
import type { ModelRegistry } from "./models/registry.ts";

/** What there is to learn and to score from. */
export interface DataInspection {
  /** The processing dates of the accepted batches, oldest first. */
  readonly batchDates: readonly string[];
  /** Alerts that training learns from, and the positive ones among them. */
  readonly labels: { readonly samples: number; readonly positive: number };
}

const everyDate = { from: "1970-01-01", to: "2149-06-06" };

const summaryRow = z.object({ samples: z.number(), positive: z.number() });

/**
 * Returns what was ingested for a window, and how what it teaches by a date (YYYY-MM-DD) is balanced. Throws as
 * `Database.rows` does.
 */
export async function inspectData(
  database: Database,
  windowDays: number,
  { rules, weights, until }: LabelSettings & { readonly until: string },
): Promise<DataInspection> {
  const batches = await acceptedBatches(database, windowDays, everyDate);
  const sql = `SELECT count() AS samples, countIf(label > 0) AS positive FROM (${trainingLabelsBy(rules, weights)})`;
  const params = { batches: batches.map(({ batchId }) => batchId), labels_until: until };
  const labels = await database.findRow(summaryRow, sql, { params });
  return {
    batchDates: batches.map(({ processingDate }) => processingDate),
    labels: labels ?? { samples: 0, positive: 0 },
  };
}

/** Returns the active models of a window whose files are missing or not what was trained, and why. */
export async function findDamagedModels(
  registry: Pick<ModelRegistry, "findActive">,
  windowDays: number,
): Promise<{ type: string; reason: string }[]> {
  const found = await Promise.all(
    modelTypes.map(async (type) => ({ type, reason: await findDamage(registry, { type, windowDays }) })),
  );
  return found.flatMap(({ type, reason }) => (reason === undefined ? [] : [{ type, reason }]));
}

async function findDamage(
  registry: Pick<ModelRegistry, "findActive">,
  { type, windowDays }: { readonly type: (typeof modelTypes)[number]; readonly windowDays: number },
): Promise<string | undefined> {
  try {
    const file = (await registry.findActive(type, windowDays))?.file;
    if (file === undefined) return undefined;
    const sha256 = await unlessMissing(sha256OfFile(file.path));
    if (sha256 === undefined) return `${file.path} is missing`;
    return sha256 === file.sha256 ? undefined : `${file.path} is not the file that was trained`;
  } catch (error) {
    return asNeuronError(error).message;
  }
}
