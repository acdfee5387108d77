import { addressRows, segmentColumn } from "./address-rows.ts";
import { alertSegments } from "./alert-features.ts";
import { evidenceSql } from "./evidence-features.ts";
import { valuesSql } from "./feature.ts";

/**
 * The alerts with what is said of them beside their batch. Tied volumes share their average rank: the mean of the first
 * and the last of them.
 */
export const alerts = `
SELECT batch_id, window_days, processing_date, alert_id, address, typology_type, severity, suspected_address_type,
  alert_confidence_score, risk_indicators,
  toFloat64(volume_usd) AS volume,
  ${evidenceSql} AS evidence,
  (rank() OVER upwards + count() OVER upwards) / 2 AS volume_average_rank
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
WINDOW upwards AS (
  PARTITION BY batch_id ORDER BY volume_usd RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
)`;

const batchStatistics = `
SELECT batch_id, count() AS alerts, toFloat64(sum(volume_usd)) / count() AS volume_mean,
  stddevSamp(toFloat64(volume_usd)) AS volume_std
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
GROUP BY batch_id`;

/**
 * How every query of feature rows ends. Absent partners of a join are NULL, so that a missing row and a zero are told
 * apart; grouping, sorting and joining go to disk well before they take the memory that the server may use.
 */
export const rowSettings = [
  "SETTINGS join_use_nulls = 1",
  "max_bytes_ratio_before_external_group_by = 0.3",
  "max_bytes_ratio_before_external_sort = 0.3",
  "max_bytes_ratio_before_external_join = 0.3",
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
  a.volume AS alert_volume,
  a.alert_confidence_score AS alert_confidence,
  a.severity AS alert_severity,
  arrayConcat(${alertSegments
    .map(({ of, features }, place) => (of === "alert" ? valuesSql(features) : `d.${segmentColumn(place)}`))
    .join(",\n    ")}) AS features
FROM (${alerts}) AS a
INNER JOIN (${batchStatistics}) AS b ON b.batch_id = a.batch_id
INNER JOIN (${addressRows}) AS d ON d.batch_id = a.batch_id AND d.address = a.address
WHERE ${condition}`;
}
