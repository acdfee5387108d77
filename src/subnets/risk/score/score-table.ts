import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { ModelWorker } from "../../../ml/contract.ts";
import type { Database } from "../../../store/database.ts";
import type { ModelType } from "../model-card.ts";
import { recipes } from "../models/recipe.ts";
import type { RegisteredModel } from "../models/registry.ts";
import type { Run } from "./publication-ledger.ts";

const constantColumns = "publication_id, processing_date, window_days, model_version";
const constants =
  "{publication:String}, {processing_date:Date}, {window_days:UInt16}, {model_version:String}";

/** How a model's scores enter its result table; rank 1 is the highest score, ties by alert_id. */
const insertScores: Readonly<Record<ModelType, string>> = {
  alert_scorer: `
INSERT INTO alert_scores (${constantColumns}, latency_ms, alert_id, score)
SELECT ${constants}, {latency_ms:Float64}, key, score
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
  readonly worker: ModelWorker;
}

/** Writes the rows that models of this type score, as they come from the database, to a file. */
export async function writeRows(
  { database }: TableDeps,
  {
    modelType,
    batchId,
    rowsPath,
    signal,
  }: { modelType: ModelType; batchId: string; rowsPath: string; signal: AbortSignal },
): Promise<void> {
  const rows = await database.stream(recipes[modelType].scoringRows, {
    params: { batches: [batchId] },
    signal,
  });
  await pipeline(rows, createWriteStream(rowsPath), { signal });
}

export interface TableWork {
  readonly run: Run;
  readonly model: RegisteredModel;
  readonly rowsPath: string;
  /** What it took to write the rows file, in milliseconds. */
  readonly rowsMs: number;
  readonly nthread: number;
  readonly signal: AbortSignal;
}

/**
 * Scores a rows file with one model and inserts the scores under the run's publication, unseen by readers.
 * Returns the number of rows and the latency of features and model together, in milliseconds.
 */
export async function scoreTable(
  { database, worker }: TableDeps,
  { run, model, rowsPath, rowsMs, nthread, signal }: TableWork,
): Promise<{ rows: number; latencyMs: number }> {
  const scoresPath = `${rowsPath}.${model.modelType}.scores`;
  const layout = { extras: [], features: recipes[model.modelType].schema.names };
  const request = { rowsPath, layout, model: model.file, scoresPath, nthread };
  const { rows, durationMs } = await worker.predict(request, { signal });
  const latencyMs = rowsMs + durationMs;
  const params = {
    publication: run.publicationId,
    processing_date: run.key.processingDate,
    window_days: run.key.windowDays,
    model_version: model.modelId,
    latency_ms: rows === 0 ? 0 : latencyMs / rows,
  };
  await database.insert(insertScores[model.modelType], createReadStream(scoresPath), { params, signal });
  return { rows, latencyMs };
}
