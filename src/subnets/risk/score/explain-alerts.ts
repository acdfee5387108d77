import { createReadStream } from "node:fs";
import { asNeuronError } from "../../../lib/errors.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ExplanationLack, Explanations } from "../explanations.ts";
import { recipes } from "../models/recipe.ts";
import type { RegisteredModel } from "../models/registry.ts";
import { featureParams, insertExplanations } from "./insert-explanations.ts";
import type { Run } from "./publication-ledger.ts";

/** Features listed per alert: what is left beyond them is summed up. */
const LISTED_FEATURES = 10;

const highestScored = `
SELECT alert_id
FROM alert_scores
WHERE publication_id = {publication:String}
ORDER BY score DESC, alert_id
LIMIT {most:UInt32}
FORMAT RowBinary`;

export interface ExplanationWork {
  readonly run: Run;
  readonly model: RegisteredModel;
  /** What the model has scored: its rows, and how many there are. */
  readonly rowsPath: string;
  readonly alerts: number;
  /** The most alerts that are explained, the highest-scored first. */
  readonly most: number;
  readonly nthread: number;
  readonly signal: AbortSignal;
}

/**
 * Explains alert scores that stand under the run's publication, under the same publication. Returns how many are
 * explained and why others are not: a model that cannot be explained keeps no score from being published. Throws as
 * `Database` does.
 */
export async function explainAlerts(
  deps: Pick<JobDeps, "database" | "worker" | "logger">,
  work: ExplanationWork,
): Promise<Explanations> {
  const { run, alerts, most, rowsPath, signal } = work;
  const lack = expectedLack(alerts, most);
  if (Math.min(alerts, most) === 0) return { alerts: 0, lack };
  const keysPath = `${rowsPath}.explained`;
  const params = { publication: run.publicationId, most };
  if (alerts > most) await deps.database.save(highestScored, keysPath, { params, signal });
  const contributions = await findContributions(deps, work, alerts > most ? keysPath : undefined);
  if (contributions === undefined) return { alerts: 0, lack: "failed" };
  await deps.database.insert(insertExplanations, createReadStream(contributions.path), {
    params: {
      publication: run.publicationId,
      processing_date: run.key.processingDate,
      window_days: run.key.windowDays,
      ...featureParams(recipes.alert_scorer.schema),
    },
    signal,
  });
  return { alerts: contributions.rows, lack };
}

function expectedLack(alerts: number, most: number): ExplanationLack {
  if (most === 0) return "turned_off";
  return alerts > most ? "lower_scored" : "none";
}

async function findContributions(
  { worker, logger }: Pick<JobDeps, "worker" | "logger">,
  { run, model, rowsPath, nthread, signal }: ExplanationWork,
  keysPath: string | undefined,
): Promise<{ readonly path: string; readonly rows: number } | undefined> {
  const path = `${rowsPath}.contributions`;
  const layout = { extras: [], features: recipes.alert_scorer.schema.names };
  const rows = { rowsPath, layout, ...(keysPath !== undefined && { keysPath }) };
  const request = { ...rows, model: model.file, top: LISTED_FEATURES, contributionsPath: path, nthread };
  try {
    return { path, ...(await worker.explain(request, { signal })) };
  } catch (error) {
    if (signal.aborted) throw error;
    const { code, message } = asNeuronError(error);
    logger.error("Scores are published without explanations", {
      publication: run.publicationId,
      code,
      error: message,
    });
    return undefined;
  }
}
