import { z } from "zod";
import type { TrackRecord } from "../../../ops/neuron-facts.ts";
import type { Publication } from "../publication.ts";
import { measureDrift } from "../score/drift.ts";
import type { ReadDatabase } from "./read-database.ts";
import { findModelCard } from "./registered-model.ts";

/** A quarter of a year of dates. */
const mostGrades = 90;
const mostCalibrations = 30;

/** Of a date that was graded again, the last grade. */
const selectGrades = `
  SELECT processing_date, toUnixTimestamp64Milli(graded_at) AS graded_at_ms, verdict, final, tier2, tier3, evolution
  FROM grades
  WHERE window_days = {windowDays:UInt16}
  ORDER BY processing_date DESC, graded_at DESC
  LIMIT 1 BY processing_date
  LIMIT ${mostGrades}`;

const nullableNumber = z.number().nullable();

const gradeRow = z.object({
  processing_date: z.string(),
  graded_at_ms: z.number(),
  verdict: z.string(),
  final: nullableNumber,
  tier2: nullableNumber,
  tier3: nullableNumber,
  evolution: nullableNumber,
});

/** A formula that stands in for a model was not validated and is left out. */
const selectCalibrations = `
  SELECT JSONExtractString(card_json, 'model_version') AS version,
    toUnixTimestamp64Milli(created_at) AS trained_at_ms,
    ${["calibration_error", "brier", "grade"]
      .map((name) => `JSONExtract(card_json, 'validation', '${name}', 'Nullable(Float64)') AS ${name}`)
      .join(", ")}
  FROM trained_models
  WHERE window_days = {windowDays:UInt16} AND model_type = 'alert_scorer' AND JSONHas(card_json, 'validation')
  ORDER BY created_at DESC, model_id DESC
  LIMIT ${mostCalibrations}`;

const calibrationRow = z.object({
  version: z.string(),
  trained_at_ms: z.number(),
  calibration_error: nullableNumber,
  brier: nullableNumber,
  grade: nullableNumber,
});

/** Returns what became of a window's scores and models. Throws as `Database.rows` does. */
export async function readTrackRecord(
  database: ReadDatabase,
  { windowDays, newest }: { readonly windowDays: number; readonly newest: Publication | undefined },
): Promise<TrackRecord> {
  const params = { windowDays };
  const [grades, calibrations, drift] = await Promise.all([
    database.rows(gradeRow, selectGrades, { params }),
    database.rows(calibrationRow, selectCalibrations, { params }),
    newest && findDrift(database, newest),
  ]);
  return {
    grades: grades.map(({ processing_date, graded_at_ms, verdict, ...parts }) => ({
      processingDate: processing_date,
      gradedAtMs: graded_at_ms,
      verdict,
      ...knownOf(parts),
    })),
    calibrations: calibrations.map(({ version, trained_at_ms, calibration_error: error, brier, grade }) => ({
      version,
      trainedAtMs: trained_at_ms,
      ...knownOf({ error, brier, grade }),
    })),
    drift,
  };
}

async function findDrift(database: ReadDatabase, publication: Publication): Promise<TrackRecord["drift"]> {
  const { network, processingDate, windowDays, publicationId, versions } = publication;
  const card = await findModelCard(database, versions.scores);
  if (card === undefined) return undefined;
  const key = { network, processingDate, windowDays };
  const drift = await measureDrift(database, { publicationId, key }, card);
  return drift && { processingDate, ...drift };
}

function knownOf<Name extends string>(parts: Readonly<Record<Name, number | null>>) {
  // True: entries keep the names of the object that they are of.
  const entries = Object.entries(parts) as [Name, number | null][];
  const known = entries.map(([name, value]) => [name, value ?? undefined] as const);
  // True for the same reason.
  return Object.fromEntries(known) as Record<Name, number | undefined>;
}
