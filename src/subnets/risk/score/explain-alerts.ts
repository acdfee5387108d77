import { asNeuronError } from "../../../lib/errors.ts";
import { readInPieces } from "../../../lib/files.ts";
import type { HighestRequest, ModelSession } from "../../../ml/contract.ts";
import type { JobDeps } from "../job-deps.ts";
import type { Explanations } from "../explanations.ts";
import { recipes } from "../models/recipe.ts";
import type { RegisteredModel } from "../models/registry.ts";
import type { ScoringRun } from "../scoring-run.ts";
import { featureParams, insertExplanations } from "./insert-explanations.ts";

/** Features listed per alert: what is left beyond them is summed up. */
const LISTED_FEATURES = 10;

export interface ExplanationDeps extends Pick<JobDeps, "database" | "logger"> {
  readonly session: Pick<ModelSession, "explain">;
}

export interface ExplanationWork {
  readonly run: ScoringRun;
  readonly model: RegisteredModel;
  /** How many alerts the model has scored, and the rows of the highest-scored of them. */
  readonly alerts: number;
  readonly highest: HighestRequest | undefined;
  readonly nthread: number;
  readonly signal: AbortSignal;
}

/**
 * Explains alert scores that stand under the run's publication, under the same publication. Returns how many are
 * explained and why others are not: a model that cannot be explained keeps no score from being published. Throws as
 * `Database` does.
 */
export async function explainAlerts(deps: ExplanationDeps, work: ExplanationWork): Promise<Explanations> {
  const { run, alerts, highest, signal } = work;
  if (highest === undefined) return { alerts: 0, lack: "turned_off" };
  const lack = alerts > highest.most ? "lower_scored" : "none";
  if (alerts === 0) return { alerts: 0, lack };
  const contributions = await findContributions(deps, work, highest.rowsPath);
  if (contributions === undefined) return { alerts: 0, lack: "failed" };
  await deps.database.insert(insertExplanations, readInPieces(contributions.path), {
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

async function findContributions(
  { session, logger }: ExplanationDeps,
  { run, model, nthread, signal }: ExplanationWork,
  rowsPath: string,
): Promise<{ readonly path: string; readonly rows: number } | undefined> {
  const path = `${rowsPath}.contributions`;
  const layout = { extras: [], features: recipes.alert_scorer.schema.names };
  const request = {
    rowsPath,
    layout,
    model: model.file,
    top: LISTED_FEATURES,
    contributionsPath: path,
    nthread,
  };
  try {
    return { path, ...(await session.explain(request, { signal })) };
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
