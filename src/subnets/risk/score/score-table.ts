import { join } from "node:path";
import { elapsedMs, type Clock } from "../../../lib/clock.ts";
import { readInPieces } from "../../../lib/files.ts";
import type { HighestRequest, ModelSession } from "../../../ml/contract.ts";
import type { Database } from "../../../store/database.ts";
import type { ModelType } from "../model-card.ts";
import { recipes } from "../models/recipe.ts";
import type { RegisteredModel } from "../models/registry.ts";
import type { ScoringRun } from "../scoring-run.ts";
import { type LabelShift, shiftedScore, shiftParams } from "./label-shift.ts";

const constantColumns = "publication_id, processing_date, window_days, model_version";
const constants =
  "{publication:String}, {processing_date:Date}, {window_days:UInt16}, {model_version:String}";

/** How a model's scores enter its result table; rank 1 is the highest score, ties by alert_id. */
const insertScores: Readonly<Record<ModelType, string>> = {
  alert_scorer: `
INSERT INTO alert_scores (${constantColumns}, latency_ms, alert_id, model_score, score)
SELECT ${constants}, {latency_ms:Float64}, key, score, ${shiftedScore}
FROM input('key String, score Float64') FORMAT RowBinary`,
  alert_ranker: `
INSERT INTO alert_rankings (${constantColumns}, alert_id, rank, score)
SELECT ${constants}, key, row_number() OVER (ORDER BY score DESC, key), score
FROM input('key String, score Float64') FORMAT RowBinary`,
  cluster_scorer: `
INSERT INTO cluster_scores (${constantColumns}, latency_ms, cluster_id, score)
SELECT ${constants}, {latency_ms:Float64}, key, score
FROM input('key String, score Float64') FORMAT RowBinary`,
};

export interface TableDeps {
  readonly database: Database;
  readonly session: Pick<ModelSession, "predict">;
}

/** Rows on their way from the database to a model, and what it took to write them, in milliseconds. */
export interface RowsFile {
  readonly path: string;
  readonly durationMs: number;
}

/** Writes the rows that models of this type score to a file in the directory, as they come from the database. */
export async function writeRows(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  work: { run: ScoringRun; modelType: ModelType; directory: string; signal: AbortSignal },
): Promise<RowsFile> {
  const { run, modelType, directory, signal } = work;
  const startedAt = clock.now();
  const path = join(directory, `${modelType}.rows`);
  const params = { batches: [run.batchId] };
  await database.save(recipes[modelType].scoringRows, path, { params, signal });
  return { path, durationMs: elapsedMs(clock, startedAt) };
}

export interface TableWork {
  readonly run: ScoringRun;
  readonly model: RegisteredModel;
  readonly rows: RowsFile;
  readonly nthread: number;
  /** Which of the rows are wanted afterwards. */
  readonly highest?: HighestRequest | undefined;
  /** What labels do to the scores of alerts; needed for these alone. */
  readonly shift?: LabelShift;
  readonly signal: AbortSignal;
}

/**
 * Scores a rows file with one model and inserts the scores under the run's publication, unseen by readers.
 * Returns the number of rows and the latency of features and model together, in milliseconds.
 */
export async function scoreTable(
  { database, session }: TableDeps,
  { run, model, rows: { path: rowsPath, durationMs: rowsMs }, nthread, highest, shift, signal }: TableWork,
): Promise<{ rows: number; latencyMs: number }> {
  const scoresPath = `${rowsPath}.${model.modelType}.scores`;
  const layout = { extras: [], features: recipes[model.modelType].schema.names };
  // Ranks are given by score and then by name: only scores that stand alone need to be told apart.
  const breakTies = model.modelType === "alert_scorer";
  const prediction = { rowsPath, layout, model: model.file, scoresPath, nthread, breakTies };
  const { rows, durationMs } = await session.predict(
    { ...prediction, ...(highest && { highest }) },
    { signal },
  );
  const latencyMs = rowsMs + durationMs;
  const params = {
    publication: run.publicationId,
    processing_date: run.key.processingDate,
    window_days: run.key.windowDays,
    model_version: model.modelId,
    latency_ms: rows === 0 ? 0 : latencyMs / rows,
    ...(shift && shiftParams(run.batchId, shift)),
  };
  await database.insert(insertScores[model.modelType], readInPieces(scoresPath), { params, signal });
  return { rows, latencyMs };
}
