import { addressKey, alertedKeys, isInShare } from "./address-key.ts";
import { endOfWindow, millisecondsPerDay } from "./time.ts";

/** Whose flows are summed up: `incoming` by the one who receives, over those who send. */
export type Direction = "incoming" | "outgoing";

/** A counterparty counts as new if the first flow was at most so many days before the end of the window. */
export const recentDays = [7, 30, 90] as const;

/** Risky counterparties that are told apart at the second hop; a hub's further ones are left out. */
const MOST_RISKY_BEYOND = 64;

/** The most confident alert of each counterparty in the same batch. */
const counterpartyAlerts = `
SELECT ${addressKey()} AS key, max(alert_confidence_score) AS confidence
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
GROUP BY key`;

/** How many counterparties each address has. */
const degrees = `
SELECT ${addressKey()} AS key, degree_total AS degree FROM raw_features WHERE batch_id IN {batches:Array(String)}`;

/** Returns the SQL of a mean of counts that differ by orders of magnitude: the geometric mean of 1 + each, less 1. */
export function meanCount(count: string): string {
  return `exp(avg(log1p(${count}))) - 1`;
}

/**
 * The addresses that a label calls high or critical risk at the end of the window. A label counts only if the source of
 * truth says when it was made, and that was before: an undated one may be younger than the batch, which is given the
 * labels of the day it was taken.
 */
const riskyKeys = `
SELECT ${addressKey("l.address", "l.batch_id")}
FROM raw_address_labels AS l
INNER JOIN (SELECT DISTINCT batch_id, processing_date FROM raw_alerts WHERE batch_id IN {batches:Array(String)}) AS own ON own.batch_id = l.batch_id
WHERE l.batch_id IN {batches:Array(String)} AND l.risk_level IN ('high', 'critical')
  AND l.created_timestamp > 0 AND toInt64(l.created_timestamp) < ${endOfWindow("own.processing_date")}`;

/**
 * Returns a SELECT of one row per alerted address of a share, by key, with flows of that direction. Two hops are followed in the
 * same direction by handing sums from neighbour to neighbour: the cost is linear in the flows and no path is kept, save
 * the names of a few risky addresses, by which an address's own label is kept out of its features.
 */
export function flowRows(direction: Direction): string {
  const [self, other] =
    direction === "incoming" ? ["to_address", "from_address"] : ["from_address", "to_address"];
  const flows = `
  SELECT ${addressKey(self)} AS key, ${addressKey(other)} AS party, amount_usd_sum, tx_count, is_bidirectional,
    (${endOfWindow("processing_date")} - toInt64(first_seen_timestamp)) / ${millisecondsPerDay} AS age
  FROM raw_money_flows
  WHERE batch_id IN {batches:Array(String)} AND from_address != to_address`;
  const alertedBeyond = `
SELECT key, count() AS parties FROM (${flows}) WHERE party IN (${alertedKeys}) GROUP BY key`;
  const riskyBeyond = `
SELECT key, groupUniqArray(${String(MOST_RISKY_BEYOND)})(party) AS parties FROM (${flows}) WHERE party IN (${riskyKeys}) GROUP BY key`;

  return `
SELECT m.key AS key,
  count() AS parties,
  sum(m.amount_usd_sum) AS total,
  sum(m.tx_count) AS transactions,
  max(m.amount_usd_sum) AS largest,
  countIf(m.is_bidirectional) AS mutual,
  min(m.age) AS newest_days,
  avg(m.age) AS mean_days,
  max(m.age) AS oldest_days,
  stddevPop(m.age) AS spread_days,
  min(d.degree) AS party_degree_min,
  max(d.degree) AS party_degree_max,
  ${meanCount("d.degree")} AS party_degree_mean,
  ${recentDays.map(newerThan).join(",\n  ")},
  countIf(k.confidence IS NOT NULL) AS alerted,
  sumIf(m.amount_usd_sum, k.confidence IS NOT NULL) AS alerted_usd,
  max(k.confidence) AS confidence_max,
  countIf(m.is_risky) AS risky,
  sumIf(m.amount_usd_sum, m.is_risky) AS risky_usd,
  sum(n.parties) AS alerted_beyond,
  sum(arrayCount(party -> party != m.key, r.parties)) AS risky_beyond
FROM (SELECT *, party IN (${riskyKeys}) AS is_risky FROM (${flows}) WHERE key IN (${alertedKeys}) AND ${isInShare}) AS m
LEFT ANY JOIN (${degrees}) AS d ON d.key = m.party
LEFT JOIN (${counterpartyAlerts}) AS k ON k.key = m.party
LEFT JOIN (${alertedBeyond}) AS n ON n.key = m.party
LEFT JOIN (${riskyBeyond}) AS r ON r.key = m.party
GROUP BY key`;
}

function newerThan(days: number): string {
  const [isNew, name] = [`m.age <= ${String(days)}`, `new_${String(days)}`];
  return `countIf(${isNew}) AS ${name}, sumIf(m.amount_usd_sum, ${isNew}) AS ${name.replace("new", "new_usd")}`;
}
