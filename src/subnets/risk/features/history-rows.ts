import { acceptedBatches, namedBatches } from "../labels/accepted-batches.ts";
import { addressKey, alertedAddresses } from "./address-key.ts";

/**
 * How far back an address is compared: for each span, with the newest batch whose date is at least `from` and less than
 * `until` days before. So at most four earlier batches are read, whether they come daily or monthly, and a gap leaves
 * its span missing.
 */
export const spans = [
  { name: "week", from: 7, until: 30 },
  { name: "month", from: 30, until: 60 },
  { name: "two_months", from: 60, until: 90 },
  { name: "quarter", from: 90, until: 180 },
] as const;

/** The columns that are compared, with how they are read. */
const comparedColumns = {
  degree: "toFloat64(degree_total)",
  volume: "toFloat64(total_volume_usd)",
  transactions: "toFloat64(tx_total_count)",
  velocity: "toFloat64(velocity_score)",
  burst: "toFloat64(burst_factor)",
  anomaly: "toFloat64(behavioral_anomaly_score)",
} as const;

export type ComparedColumn = keyof typeof comparedColumns;

/** The compared columns of a row of raw_features, by their names here. */
export const comparedSql = Object.entries(comparedColumns)
  .map(([name, sql]) => `${sql} AS ${name}`)
  .join(", ");

const spanOfGap = `multiIf(${spans
  .map(({ name, from, until }) => `gap >= ${String(from)} AND gap < ${String(until)}, '${name}'`)
  .join(", ")}, '')`;

/** The batches that each of {batches:Array(String)} looks back on: never its own date or a later one. */
const earlierBatches = `
SELECT batch_id, span, argMin(earlier_batch, gap) AS earlier_batch, min(gap) AS days
FROM (
  SELECT own.batch_id AS batch_id, earlier.batch_id AS earlier_batch,
    own.processing_date - earlier.processing_date AS gap, ${spanOfGap} AS span
  FROM (${namedBatches}) AS own
  INNER JOIN (${acceptedBatches}) AS earlier ON earlier.window_days = own.window_days
  WHERE earlier.processing_date < own.processing_date
)
WHERE span != ''
GROUP BY batch_id, span`;

const earlierBatchIds = `SELECT earlier_batch FROM (${earlierBatches})`;

/** How many earlier batches there are to look back on. */
export const historyDepth = `SELECT batch_id, count() AS batches FROM (${earlierBatches}) GROUP BY batch_id`;

/**
 * One row per address, by key, that a batch earlier than one of {batches:Array(String)} knew: for each span `<span>_days` and
 * `<span>_<column>`, NULL where its batch lacks the address, and over all spans how often it was seen and alerted.
 */
export const historyRows = `
SELECT ${addressKey("x.address", "e.batch_id")} AS key,
  ${spans.flatMap(spanColumns).join(",\n  ")},
  uniqExactIf(e.span, x.seen) AS seen_batches,
  maxIf(e.days, x.seen) AS seen_days,
  sum(x.alerts) AS alerts,
  uniqExactIf(e.span, x.alerts > 0) AS alerted_batches,
  max(x.confidence) AS confidence_max
FROM (
  SELECT batch_id, address, true AS seen, 0 AS alerts, toFloat32(0) AS confidence,
    ${comparedSql}
  FROM raw_features
  WHERE batch_id IN (${earlierBatchIds}) AND address IN (${alertedAddresses})
  UNION ALL
  SELECT batch_id, address, false AS seen, count() AS alerts, max(alert_confidence_score) AS confidence,
    ${Object.keys(comparedColumns)
      .map((name) => `NULL AS ${name}`)
      .join(", ")}
  FROM raw_alerts
  WHERE batch_id IN (${earlierBatchIds}) AND address IN (${alertedAddresses})
  GROUP BY batch_id, address
) AS x
INNER JOIN (${earlierBatches}) AS e ON e.earlier_batch = x.batch_id
GROUP BY key`;

function spanColumns({ name: span }: { readonly name: string }): string[] {
  return [
    `anyIf(toNullable(e.days), e.span = '${span}') AS ${span}_days`,
    ...Object.keys(comparedColumns).map(
      (column) => `anyIf(toNullable(x.${column}), e.span = '${span}') AS ${span}_${column}`,
    ),
  ];
}
