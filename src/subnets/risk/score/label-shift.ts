import { endOfWindow } from "../features/time.ts";

/**
 * What an address label of the source of truth does to a score. Models do not learn from these labels, as an exposed
 * operator grades benign in what is graded most; yet validators grade the order of labelled addresses, too (facts:
 * aml-risk 7.4 and 9b). So within the range of benign scores, that of an address which is known to be risky moves up and
 * that of one which is known to be harmless moves down: they pass each other, and stay right if the address is as quiet
 * as most. A harmless address that is called restless goes back among the quiet: what it may gain in tier 3B is far less
 * than it costs in 3A, where it would stand above every risky one.
 */
export interface LabelShift {
  /** How far towards `below` a risky address's score is raised, from 0, not at all, to less than 1. */
  readonly raise: number;
  /** How far towards 0 a harmless address's score is lowered, likewise. */
  readonly lower: number;
  /** The end of the benign range: from here on no score is moved, but for a harmless address's that is `restless`. */
  readonly below: number;
  /** Where scores say that an address is neither benign nor expanding. */
  readonly restless: { readonly low: number; readonly high: number };
}

/** Brings a score that is restless among those of the quiet, which mostly are a hundredth or two before they are lowered. */
const QUIET_SHARE = 0.1;

/** As in features, a label counts if it was made before the window's end: an undated one may be younger. */
const labelled = `
SELECT address, risk_level IN ('high', 'critical') AS is_risky
FROM raw_address_labels
WHERE batch_id = {batch:String}
  AND created_timestamp > 0 AND toInt64(created_timestamp) < ${endOfWindow("{processing_date:Date}")}`;

const riskyAddresses = `SELECT address FROM (${labelled}) WHERE is_risky`;
/** Of labels that disagree, the risky one counts. */
const harmlessAddresses = `SELECT address FROM (${labelled}) GROUP BY address HAVING NOT max(is_risky)`;

function alertsOf(addresses: string): string {
  return `SELECT alert_id FROM raw_alerts WHERE batch_id = {batch:String} AND address IN (${addresses})`;
}

const isBenign = "score < {label_below:Float64}";
const isRestless = "score >= {restless_low:Float64} AND score < {restless_high:Float64}";

/** SQL of the score to publish for the alert `key`, of what the model says: among alerts that are moved alike, order is kept. */
export const shiftedScore = `multiIf(
  {label_raise:Float64} > 0 AND ${isBenign} AND key IN (${alertsOf(riskyAddresses)}),
  score + {label_raise:Float64} * ({label_below:Float64} - score),
  {label_lower:Float64} > 0 AND (${isBenign} OR ${isRestless}) AND key IN (${alertsOf(harmlessAddresses)}),
  score * (1 - {label_lower:Float64}) * if(${isBenign}, 1, ${String(QUIET_SHARE)}),
  score)`;

/** What a statement with it binds, beside `processing_date`. */
export function shiftParams(
  batchId: string,
  { raise, lower, below, restless: { low, high } }: LabelShift,
): Readonly<Record<string, string | number>> {
  const ranges = { label_below: below, restless_low: low, restless_high: high };
  return { batch: batchId, label_raise: raise, label_lower: lower, ...ranges };
}
