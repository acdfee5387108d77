import { z } from "zod";
import type { Database } from "../../../store/database.ts";
import type { EvolutionPattern } from "../grading/evolution.ts";
import type { AlertPatterns } from "../grading/evolution-accuracy.ts";
import type { GradedBatch } from "../grading/grade-submission.ts";
import { joinLabels } from "../grading/label-accuracy.ts";
import { acceptedBatch, type AcceptedBatch } from "../ingest/ledger.ts";
import { evolutionLabels } from "../labels/evolution-labels.ts";
import type { EvolutionLabelRules } from "../labels/label-rules.ts";
import { dayNumber, isoDate } from "../days.ts";

/** What a validator grades a batch by, and what the producer itself thinks of it. */
export interface Evidence extends GradedBatch {
  /** The producer's own confidence in each alert. */
  readonly confidence: Float64Array;
  /** The date whose batch tells how addresses evolved, and whether it is there. */
  readonly laterDate: string;
}

export interface EvidenceRequest {
  readonly batch: AcceptedBatch;
  readonly rules: EvolutionLabelRules;
  readonly signal: AbortSignal;
}

const patterns = [
  "expanding_illicit",
  "benign_indicators",
  "dormant",
  "ambiguous",
] as const satisfies readonly EvolutionPattern[];

const alertRow = z.object({ alert_id: z.string(), address: z.string(), confidence: z.number().nullable() });
const labelRow = z.object({ address: z.string(), risk_level: z.string() });
const patternRow = z.object({ address: z.string(), pattern: z.enum(patterns) });

const alertsOfBatch = `
SELECT alert_id, address, alert_confidence_score AS confidence
FROM raw_alerts
WHERE batch_id = {batch:String}
ORDER BY alert_id`;

const labelsOfAlerts = `
SELECT address, risk_level
FROM raw_address_labels
WHERE batch_id = {batch:String}
  AND address IN (SELECT address FROM raw_alerts WHERE batch_id = {batch:String})
ORDER BY address, label, risk_level`;

/** Returns everything that an accepted batch is graded by; patterns are undefined while there is no later batch. */
export async function readEvidence(
  database: Database,
  { batch, rules, signal }: EvidenceRequest,
): Promise<Evidence> {
  const params = { batch: batch.batchId };
  const alerts = await database.rows(alertRow, alertsOfBatch, { params, signal });
  const labels = await database.rows(labelRow, labelsOfAlerts, { params, signal });
  const addresses = alerts.map(({ address }) => address);
  const laterDate = laterDateOf(batch.processingDate, rules);
  const later = await acceptedBatch(database, { processingDate: laterDate, windowDays: batch.windowDays });
  return {
    alertIds: alerts.map((alert) => alert.alert_id),
    addresses,
    labels: joinLabels(addresses, labels),
    patterns:
      later === undefined
        ? undefined
        : await readPatterns(database, { batch, rules, signal, addresses, laterDate }),
    confidence: Float64Array.from(alerts, ({ confidence }) => confidence ?? NaN),
    laterDate,
  };
}

/** Returns the date whose batch tells how the addresses of a date evolved. */
export function laterDateOf(date: string, { evolution }: Pick<EvolutionLabelRules, "evolution">): string {
  return isoDate(dayNumber(date) + evolution.days);
}

interface PatternsRequest extends EvidenceRequest {
  readonly addresses: readonly string[];
  readonly laterDate: string;
}

async function readPatterns(
  database: Database,
  { batch, rules, signal, addresses, laterDate }: PatternsRequest,
): Promise<AlertPatterns> {
  const sql = `
SELECT address, pattern
FROM (${evolutionLabels(rules)})
WHERE address IN (SELECT address FROM raw_alerts WHERE batch_id IN {batches:Array(String)})`;
  const params = { batches: [batch.batchId], labels_until: laterDate };
  const rows = await database.rows(patternRow, sql, { params, signal });
  const byAddress = new Map(rows.map(({ address, pattern }) => [address, pattern] as const));
  return addresses.map((address) => byAddress.get(address));
}
