import { z } from "zod";
import type { GradingSettings } from "../../../config/settings.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { Database } from "../../../store/database.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import type { AlertPatterns } from "../grading/evolution-accuracy.ts";
import { patternOf, type EvolutionRules } from "../grading/evolution.ts";
import type { GradedBatch } from "../grading/grade-submission.ts";
import { joinLabels } from "../grading/label-accuracy.ts";
import { acceptedBatches, type AcceptedBatch } from "../ingest/ledger.ts";

/** A batch as the validator's own store has it, and how long ago it was, counted to the newest batch there. */
export interface OwnBatch {
  readonly key: BatchKey;
  readonly batch: GradedBatch;
  readonly ageDays: number;
}

export interface WantedBatch {
  readonly network: string;
  readonly windowDays: number;
  /** The newest one without it. */
  readonly processingDate: string | undefined;
}

/**
 * Returns what the validator itself knows of a batch. Age is in processing dates, as the reference counts it: a grade
 * does not depend on the day on which somebody computes it (facts: aml-risk 7.1). Throws BATCH_NOT_FOUND when the
 * store does not have the batch.
 */
export async function readOwnBatch(
  database: Database,
  { network, windowDays, processingDate }: WantedBatch,
  settings: GradingSettings,
): Promise<OwnBatch> {
  const accepted = await acceptedBatches(database, windowDays, everyDate);
  const newest = accepted.at(-1);
  const wanted =
    processingDate === undefined ? newest : accepted.find((batch) => batch.processingDate === processingDate);
  if (newest === undefined || wanted === undefined) throw notFound({ network, windowDays, processingDate });
  const evolved = addDays(wanted.processingDate, settings.evolution.days);
  const later = accepted.find((batch) => batch.processingDate === evolved);
  return {
    key: { network, windowDays, processingDate: wanted.processingDate },
    batch: await readGradedBatch(database, { batch: wanted, later }, settings),
    ageDays: daysBetween(wanted.processingDate, newest.processingDate),
  };
}

/** Every date that the database can tell. */
const everyDate = { from: "1970-01-01", to: "2149-06-06" };
const millisecondsPerDay = 86_400_000;

function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

function daysBetween(earlier: string, later: string): number {
  return Math.round((Date.parse(later) - Date.parse(earlier)) / millisecondsPerDay);
}

function notFound({ network, windowDays, processingDate }: WantedBatch): NeuronError {
  const what =
    processingDate === undefined
      ? `a batch of ${network} with a window of ${windowDays} days`
      : describeBatch({ network, windowDays, processingDate });
  return new NeuronError(
    "BATCH_NOT_FOUND",
    `The validator's store does not have ${what}. Run: neuron ingest`,
  );
}

interface Copies {
  readonly batch: AcceptedBatch;
  /** Of D+30. */
  readonly later: AcceptedBatch | undefined;
}

async function readGradedBatch(
  database: Database,
  { batch, later }: Copies,
  rules: EvolutionRules,
): Promise<GradedBatch> {
  const params = { batch: batch.batchId };
  const [alerts, labels] = await Promise.all([
    database.rows(alertRow, alertsQuery, { params }),
    database.rows(labelRow, labelsQuery, { params }),
  ]);
  const addresses = alerts.map(({ address }) => address);
  const patterns =
    later === undefined
      ? undefined
      : await readPatterns(database, { ...params, later: later.batchId }, rules);
  return {
    alertIds: alerts.map(({ alert_id }) => alert_id),
    addresses,
    labels: joinLabels(addresses, labels),
    patterns: patterns && addresses.map((address) => patterns.get(address)),
  };
}

const alertRow = z.object({ alert_id: z.string(), address: z.string() });
const alertsQuery =
  "SELECT alert_id, address FROM raw_alerts WHERE batch_id = {batch:String} ORDER BY alert_id";

const labelRow = z.object({ address: z.string(), risk_level: z.string() });
const labelsQuery = `
SELECT address, risk_level FROM raw_address_labels
WHERE batch_id = {batch:String}
  AND address IN (SELECT address FROM raw_alerts WHERE batch_id = {batch:String})
ORDER BY address, label`;

const evolutionRow = z.object({
  address: z.string(),
  degree_before: z.number(),
  volume_before: z.number(),
  degree_after: z.number(),
  volume_after: z.number(),
  mixer: z.boolean(),
  anomaly: z.number(),
  velocity: z.number(),
});

/** What newer producers no longer write counts as harmless: no mixer, no anomaly. */
const evolutionQuery = `
SELECT b.address AS address,
  b.degree_total AS degree_before, toFloat64(b.total_volume_usd) AS volume_before,
  a.degree_total AS degree_after, toFloat64(a.total_volume_usd) AS volume_after,
  coalesce(a.is_mixer_like, false) AS mixer,
  coalesce(a.behavioral_anomaly_score, 0) AS anomaly,
  a.velocity_score AS velocity
FROM (SELECT * FROM raw_features WHERE batch_id = {batch:String}) AS b
INNER JOIN (SELECT * FROM raw_features WHERE batch_id = {later:String}) AS a ON a.address = b.address
WHERE b.address IN (SELECT address FROM raw_alerts WHERE batch_id = {batch:String})`;

async function readPatterns(
  database: Database,
  params: { readonly batch: string; readonly later: string },
  rules: EvolutionRules,
): Promise<Map<string, AlertPatterns[number]>> {
  const rows = await database.rows(evolutionRow, evolutionQuery, { params });
  return new Map(
    rows.map((row) => [
      row.address,
      patternOf(
        { degree: row.degree_before, volumeUsd: row.volume_before },
        {
          degree: row.degree_after,
          volumeUsd: row.volume_after,
          isMixerLike: row.mixer,
          behavioralAnomaly: row.anomaly,
          velocity: row.velocity,
        },
        rules,
      ),
    ]),
  );
}
