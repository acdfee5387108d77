import { open } from "node:fs/promises";
import { z } from "zod";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import { unlessMissing } from "../../../lib/files.ts";
import { readInPieces } from "../../../lib/files.ts";
import type { Database } from "../../../store/database.ts";
import type { ScoringRun } from "../scoring-run.ts";

/** An identity, a score and what stands between them; a few times more than any that we know. */
const bytesPerAlert = 512;
const bytesBesides = 65_536;

/** Returns the most bytes that an answer about so many alerts may have. */
export function maxAnswerBytes(alerts: number): number {
  return alerts * bytesPerAlert + bytesBesides;
}

export interface Answer {
  readonly run: ScoringRun;
  readonly path: string;
  readonly modelVersion: string;
  /** Of one alert's score, in milliseconds. */
  readonly latencyMs: number;
  readonly signal: AbortSignal;
}

/**
 * Takes a scorer's answer as the alert scores of a run, unseen by readers: a Parquet file, or CSV with a header, with
 * exactly the columns alert_id and score. The database reads it, off this process. Throws SCORER_FAILED, with counts and
 * examples, unless every alert of the batch has exactly one finite score in [0,1] and nothing else is there; what was
 * taken by then is removed.
 */
export async function takeAnswer(database: Database, answer: Answer): Promise<void> {
  const format = await formatOf(answer);
  try {
    await insert(database, answer, format);
    await checkAnswer(database, answer);
  } catch (error) {
    await removeScores(database, answer.run);
    throw error;
  }
}

const parquetMagic = "PAR1";

/** Words for a score are found by the check, which names the alert; the format would name nobody. */
const scoreColumns = {
  Parquet: { type: "Float64", sql: "score" },
  CSVWithNames: { type: "String", sql: "toFloat64OrNull(trimBoth(score))" },
} as const;

type AnswerFormat = keyof typeof scoreColumns;

/** Missing values become what the check finds: an identity of no alert, a score that is no number. */
function insertAnswer(format: AnswerFormat): string {
  const { type, sql } = scoreColumns[format];
  return `
INSERT INTO alert_scores (publication_id, processing_date, window_days, model_version, latency_ms, alert_id, score)
SELECT {publication:String}, {processing_date:Date}, {window_days:UInt16}, {model_version:String}, {latency_ms:Float64},
  ifNull(alert_id, ''), ifNull(${sql}, nan)
FROM input('alert_id Nullable(String), score Nullable(${type})') FORMAT ${format}`;
}

async function formatOf({ path, run }: Answer): Promise<AnswerFormat> {
  const file = await unlessMissing(open(path, "r"));
  if (file === undefined) throw refusal(run, "it wrote none");
  try {
    const { size } = await file.stat();
    const most = maxAnswerBytes(run.inputs.alerts);
    if (size > most) throw refusal(run, `it has ${size} bytes, over the limit of ${most}`);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(parquetMagic.length),
      0,
      parquetMagic.length,
      0,
    );
    if (bytesRead === 0) throw refusal(run, "it is empty");
    return buffer.toString("latin1") === parquetMagic ? "Parquet" : "CSVWithNames";
  } finally {
    await file.close();
  }
}

async function insert(database: Database, answer: Answer, format: AnswerFormat): Promise<void> {
  const { run, path, modelVersion, latencyMs, signal } = answer;
  const params = {
    publication: run.publicationId,
    processing_date: run.key.processingDate,
    window_days: run.key.windowDays,
    model_version: modelVersion,
    latency_ms: latencyMs,
  };
  const settings = { input_format_skip_unknown_fields: 0, input_format_allow_errors_num: 0 };
  try {
    const body = readInPieces(path);
    await database.insert(insertAnswer(format), body, { params, settings, signal });
  } catch (error) {
    if (!(error instanceof NeuronError) || error.code !== "STORE_QUERY_FAILED") throw error;
    const reason = messageOf(error.cause ?? error).slice(0, longestReason);
    throw refusal(run, `it cannot be read as ${format === "Parquet" ? "Parquet" : "CSV"}: ${reason}`, error);
  }
}

/** Characters of the database's own words. */
const longestReason = 300;

const faultRow = z.object({ fault: z.string(), alerts: z.number(), example: z.string() });

const longestExample = 100;

const faults = `
SELECT fault, count() AS alerts, substring(min(alert_id), 1, ${String(longestExample)}) AS example
FROM (
  SELECT alert_id, arrayJoin(arrayFilter(fault -> fault != '', [
    if(given = 0, 'without a score', ''),
    if(NOT in_batch, 'not of the batch', ''),
    if(given > 1, 'with more than one score', ''),
    if(without_number > 0, 'with a score that is no finite number', ''),
    if(out_of_range > 0, 'with a score outside 0 to 1', '')])) AS fault
  FROM (
    SELECT alert_id, max(is_input) AS in_batch, countIf(NOT is_input) AS given,
      countIf(NOT isFinite(score)) AS without_number, countIf(isFinite(score) AND (score < 0 OR score > 1)) AS out_of_range
    FROM (
      SELECT alert_id, true AS is_input, toFloat64(0) AS score FROM raw_alerts WHERE batch_id = {batch:String}
      UNION ALL SELECT alert_id, false AS is_input, score FROM alert_scores WHERE publication_id = {publication:String}
    )
    GROUP BY alert_id
  )
)
GROUP BY fault
ORDER BY fault`;

async function checkAnswer(database: Database, { run, signal }: Answer): Promise<void> {
  const params = { batch: run.batchId, publication: run.publicationId };
  const found = await database.rows(faultRow, faults, { params, signal });
  if (found.length === 0) return;
  const told = found.map(
    ({ fault, alerts, example }) => `${alerts} ${fault}, such as ${JSON.stringify(example)}`,
  );
  throw refusal(run, `of its alerts, ${told.join("; ")}`);
}

async function removeScores(database: Database, { publicationId }: ScoringRun): Promise<void> {
  await database.command("ALTER TABLE alert_scores DROP PARTITION {publication:String}", {
    params: { publication: publicationId },
  });
}

function refusal({ publicationId }: ScoringRun, what: string, cause?: unknown): NeuronError {
  return new NeuronError("SCORER_FAILED", `The scorer's answer is refused: ${what}`, {
    context: { publicationId },
    cause,
  });
}
