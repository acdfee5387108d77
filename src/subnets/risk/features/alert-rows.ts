import { addressKey } from "./address-key.ts";
import { addressRows } from "./address-rows.ts";
import { alertSegments, segmentColumn, segmentColumns } from "./alert-features.ts";
import { evidenceSql } from "./evidence-features.ts";
import { valuesSql } from "./feature.ts";

/** Becomes arrays before any join, as the profiles of addresses do. */
const alerts = `
SELECT ${addressKey()} AS key, batch_id, alert_id, address, severity, alert_confidence_score, volume_usd,
  ${segmentColumns("alert", (features, column) => `${valuesSql(features)} AS ${column}`)}
FROM (
  SELECT *, toFloat64(volume_usd) AS volume, ${evidenceSql} AS evidence
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
) AS a`;

const batchStatistics = `
SELECT batch_id, count() AS alerts, toFloat64(sum(volume_usd)) / count() AS volume_mean,
  stddevSamp(toFloat64(volume_usd)) AS volume_std
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
GROUP BY batch_id`;

/**
 * Where a volume stands in its batch. Alerts of the same volume share their average rank: the mean of the first and the
 * last of them. Only volumes are sorted, not alerts: a window over these would go through one thread with all that they
 * carry.
 */
const standings = `
SELECT r.batch_id AS batch_id, r.volume_usd AS volume_usd,
  ${segmentColumns("standing", (features, column) => `${valuesSql(features)} AS ${column}`)}
FROM (
  SELECT batch_id, volume_usd, toFloat64(volume_usd) AS volume, sum(alerts) OVER upwards - (alerts - 1) / 2 AS average_rank
  FROM (
    SELECT batch_id, volume_usd, count() AS alerts
    FROM raw_alerts
    WHERE batch_id IN {batches:Array(String)}
    GROUP BY batch_id, volume_usd
  )
  WINDOW upwards AS (PARTITION BY batch_id ORDER BY volume_usd ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
) AS r
INNER JOIN (${batchStatistics}) AS b ON b.batch_id = r.batch_id`;

/** The query that each segment of the matrix is a column of. */
const madeIn = { alert: "a", standing: "v", address: "d", profile: "d" } as const;

/**
 * How every query of feature rows ends. Absent partners of a join are NULL, so that a missing row and a zero are told
 * apart. Each grouping, sort and join goes to disk at a tenth of the memory that the server may use, as
 * a dozen of them are at work at once. Joins are
 * made in the order they are written: the server's own order can begin with two tables that share no more than the
 * batch, which is their cross product.
 */
export const rowSettings = [
  "SETTINGS join_use_nulls = 1",
  "query_plan_optimize_join_order_limit = 0",
  "max_bytes_ratio_before_external_group_by = 0.1",
  "max_bytes_ratio_before_external_sort = 0.1",
  "max_bytes_ratio_before_external_join = 0.1",
].join(", ");

/**
 * Returns a SELECT of one row per alert of {batches:Array(String)}, to be used as a subquery: what identifies the
 * alert, what clusters need of it, and the values of the alert schema.
 *
 * Every value is made of one batch, or of batches before it: an alert has the same features whether its batch is read
 * alone for scoring or with others for training, and whatever comes later. Labels are no features, save those of
 * counterparties that were dated before.
 *
 * @param condition on the alert `a`, for fewer rows; statistics are still taken over the whole batch.
 */
export function alertRows(condition = "true"): string {
  return `
SELECT
  a.batch_id AS alert_batch,
  a.alert_id AS alert_id,
  a.address AS alert_address,
  toFloat64(a.volume_usd) AS alert_volume,
  a.alert_confidence_score AS alert_confidence,
  a.severity AS alert_severity,
  arrayConcat(${alertSegments.map(({ of }, place) => `${madeIn[of]}.${segmentColumn(place)}`).join(", ")}) AS features
FROM (${alerts}) AS a
INNER JOIN (${standings}) AS v ON v.batch_id = a.batch_id AND v.volume_usd = a.volume_usd
INNER JOIN (${addressRows}) AS d ON d.key = a.key
WHERE ${condition}`;
}
