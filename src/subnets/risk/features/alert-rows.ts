import { alertSchema } from "./alert-features.ts";
import { valuesSql } from "./feature.ts";

/**
 * The alerts of the batches named by {batches:Array(String)}, one row each, joined with all that the features
 * are made of. Every statistic is taken within one batch, so an alert has the same features whether its batch is
 * read alone for scoring or with others for training. An address without features, clusters or flows keeps its
 * alert.
 */
const alertFrame = `
(
  SELECT *,
    toFloat64(volume_usd) AS volume,
    count() OVER (PARTITION BY batch_id) AS batch_alerts,
    avg(toFloat64(volume_usd)) OVER (PARTITION BY batch_id) AS volume_mean,
    stddevSamp(toFloat64(volume_usd)) OVER (PARTITION BY batch_id) AS volume_std,
    rank() OVER (PARTITION BY batch_id ORDER BY volume_usd)
      + (count() OVER (PARTITION BY batch_id, volume_usd) - 1) / 2 AS volume_average_rank,
    count() OVER (PARTITION BY batch_id, address) AS address_alerts,
    avg(toFloat64(volume_usd)) OVER (PARTITION BY batch_id, address) AS address_volume_mean,
    stddevSamp(toFloat64(volume_usd)) OVER (PARTITION BY batch_id, address) AS address_volume_std,
    min(toFloat64(volume_usd)) OVER (PARTITION BY batch_id, address) AS address_volume_min,
    max(toFloat64(volume_usd)) OVER (PARTITION BY batch_id, address) AS address_volume_max
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
) AS a
LEFT JOIN (
  SELECT *,
    arraySum(hourly_activity) AS hourly_activity_sum,
    arraySum(daily_activity) AS daily_activity_sum
  FROM raw_features
  WHERE batch_id IN {batches:Array(String)}
) AS f ON f.batch_id = a.batch_id AND f.address = a.address
LEFT JOIN (
  SELECT batch_id, arrayJoin(addresses_involved) AS address,
    argMax(total_alerts, (total_alerts, cluster_id)) AS cluster_alerts,
    argMax(toFloat64(total_volume_usd), (total_alerts, cluster_id)) AS cluster_volume
  FROM raw_clusters
  WHERE batch_id IN {batches:Array(String)}
  GROUP BY batch_id, address
) AS c ON c.batch_id = a.batch_id AND c.address = a.address
LEFT JOIN (
  SELECT batch_id, to_address AS address, count() AS senders, sum(toFloat64(amount_usd_sum)) AS total,
    sum(tx_count) AS transactions
  FROM raw_money_flows
  WHERE batch_id IN {batches:Array(String)}
  GROUP BY batch_id, address
) AS i ON i.batch_id = a.batch_id AND i.address = a.address
LEFT JOIN (
  SELECT batch_id, from_address AS address, count() AS recipients, sum(toFloat64(amount_usd_sum)) AS total,
    sum(tx_count) AS transactions
  FROM raw_money_flows
  WHERE batch_id IN {batches:Array(String)}
  GROUP BY batch_id, address
) AS o ON o.batch_id = a.batch_id AND o.address = a.address`;

/** Absent partners of a join are NULL, so that a missing row and a zero are told apart. */
export const joinSettings = "SETTINGS join_use_nulls = 1";

/**
 * Returns a SELECT of one row per alert of {batches:Array(String)}, to be used as a subquery: what identifies the
 * alert, what clusters need of it, and the values of the alert schema.
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
  ${valuesSql(alertSchema.features)} AS features
FROM ${alertFrame}
WHERE ${condition}`;
}
