import { namedBatches } from "../labels/accepted-batches.ts";
import { alertedAddresses } from "./alerted-addresses.ts";
import { endOfWindow, millisecondsPerDay } from "./time.ts";

/** Whose flows are summed up: `incoming` by the one who receives, over those who send. */
export type Direction = "incoming" | "outgoing";

/** A counterparty counts as new if the first flow was at most so many days before the end of the window. */
export const recentDays = [7, 30, 90] as const;

/** Risky counterparties that are told apart at the second hop; a hub's further ones are left out. */
const MOST_RISKY_BEYOND = 64;

/**
 * What is known of counterparties at the end of the window: their alerts in the same batch, and whether a label calls
 * them high or critical risk. A label counts only if the source of truth says when it was made, and that was before:
 * an undated one may be younger than the batch, which is given the labels of the day it was taken.
 */
const marks = `
SELECT batch_id, address, sum(alerts) AS alerts, max(confidence) AS confidence, max(risky) AS risky
FROM (
  SELECT batch_id, address, count() AS alerts, max(alert_confidence_score) AS confidence, 0 AS risky
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
  GROUP BY batch_id, address
  UNION ALL
  SELECT l.batch_id, l.address, 0 AS alerts, toFloat32(0) AS confidence, 1 AS risky
  FROM raw_address_labels AS l
  INNER JOIN (${namedBatches}) AS own ON own.batch_id = l.batch_id
  WHERE l.batch_id IN {batches:Array(String)} AND l.risk_level IN ('high', 'critical')
    AND l.created_timestamp > 0 AND toInt64(l.created_timestamp) < ${endOfWindow("own.processing_date")}
)
GROUP BY batch_id, address`;

/**
 * Returns a SELECT of one row per batch and alerted address with flows of that direction. Two hops are followed in the
 * same direction by handing sums from neighbour to neighbour: the cost is linear in the flows and no path is kept, save
 * the names of a few risky addresses, by which an address's own label is kept out of its features.
 */
export function flowRows(direction: Direction): string {
  const [self, other] =
    direction === "incoming" ? ["to_address", "from_address"] : ["from_address", "to_address"];
  const beyond = `
SELECT m.batch_id AS batch_id, m.${self} AS address,
  countIf(k.alerts > 0) AS alerted,
  groupUniqArrayIf(${String(MOST_RISKY_BEYOND)})(m.${other}, ifNull(k.risky, 0) = 1) AS risky
FROM (SELECT batch_id, ${self}, ${other} FROM raw_money_flows WHERE batch_id IN {batches:Array(String)}) AS m
INNER JOIN (${marks}) AS k ON k.batch_id = m.batch_id AND k.address = m.${other}
GROUP BY batch_id, address`;

  return `
SELECT m.batch_id AS batch_id, m.${self} AS address,
  count() AS parties,
  sum(m.amount_usd_sum) AS total,
  sum(m.tx_count) AS transactions,
  max(m.amount_usd_sum) AS largest,
  countIf(m.is_bidirectional) AS mutual,
  min(m.age) AS newest_days,
  avg(m.age) AS mean_days,
  ${recentDays.map((days) => `countIf(m.age <= ${String(days)}) AS new_${String(days)}, sumIf(m.amount_usd_sum, m.age <= ${String(days)}) AS new_usd_${String(days)}`).join(",\n  ")},
  countIf(k.alerts > 0) AS alerted,
  sumIf(m.amount_usd_sum, k.alerts > 0) AS alerted_usd,
  max(k.confidence) AS confidence_max,
  countIf(k.risky = 1) AS risky,
  sumIf(m.amount_usd_sum, k.risky = 1) AS risky_usd,
  sum(n.alerted) AS alerted_beyond,
  sum(arrayCount(address_beyond -> address_beyond != m.${self}, n.risky)) AS risky_beyond
FROM (
  SELECT batch_id, ${self}, ${other}, amount_usd_sum, tx_count, is_bidirectional,
    (${endOfWindow("processing_date")} - toInt64(first_seen_timestamp)) / ${millisecondsPerDay} AS age
  FROM raw_money_flows
  WHERE batch_id IN {batches:Array(String)} AND ${self} != ${other} AND ${self} IN (${alertedAddresses})
) AS m
LEFT JOIN (${marks}) AS k ON k.batch_id = m.batch_id AND k.address = m.${other}
LEFT JOIN (${beyond}) AS n ON n.batch_id = m.batch_id AND n.address = m.${other}
GROUP BY batch_id, address`;
}
