import { segmentColumns } from "./alert-features.ts";
import { addressKey, alertedAddresses } from "./address-key.ts";
import { valuesSql, type Feature } from "./feature.ts";
import { flowRows } from "./flow-rows.ts";
import { comparedSql, historyDepth, historyRows } from "./history-rows.ts";

/** One row per batch and address with alerts. Amounts are summed as decimals: that is exact in any order. */
const addressAlerts = `
SELECT ${addressKey()} AS key,
  any(batch_id) AS batch,
  count() AS alerts,
  sum(volume_usd) AS volume_sum,
  stddevSamp(toFloat64(volume_usd)) AS volume_std,
  min(volume_usd) AS volume_min,
  max(volume_usd) AS volume_max,
  uniqExact(typology_type) AS typologies,
  max(alert_confidence_score) AS confidence_max,
  sum(alert_confidence_score) AS confidence_sum,
  countIf(severity IN ('high', 'critical')) AS severe
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
GROUP BY key`;

/** Become arrays before any join, which would copy the many columns one by one. */
const profiles = `
SELECT ${addressKey()} AS key, ${comparedSql},
  ${segmentColumns("profile", (features, column) => `${valuesSql(features)} AS ${column}`)}
FROM raw_features AS f
WHERE batch_id IN {batches:Array(String)} AND address IN (${alertedAddresses})`;

/** The largest cluster of each address. */
const addressClusters = `
SELECT ${addressKey("arrayJoin(addresses_involved)")} AS key,
  count() AS clusters,
  argMax(total_alerts, (total_alerts, cluster_id)) AS cluster_alerts,
  argMax(toFloat64(total_volume_usd), (total_alerts, cluster_id)) AS cluster_volume,
  argMax(confidence_avg, (total_alerts, cluster_id)) AS confidence_avg,
  argMax(length(addresses_involved), (total_alerts, cluster_id)) AS addresses,
  max(transform(severity_max, ['low', 'medium', 'high', 'critical'], [1, 2, 3, 4], 2)) AS severity_max
FROM raw_clusters
WHERE batch_id IN {batches:Array(String)}
GROUP BY key`;

const sources = [
  ["f", profiles],
  ["c", addressClusters],
  ["i", flowRows("incoming")],
  ["o", flowRows("outgoing")],
  ["h", historyRows],
] as const;

/**
 * A SELECT of one row per batch of {batches:Array(String)} and address with alerts: its key and the values of
 * each segment of the matrix that is made of the address. An address without features, clusters, flows or history keeps
 * its row.
 */
export const addressRows = `
SELECT s.key AS key,
  ${segmentColumns("address", (features, column) => `${valuesSql(features)} AS ${column}`)},
  ${segmentColumns("profile", (features, column) => `if(empty(f.${column}), ${missing(features)}, f.${column}) AS ${column}`)}
FROM (${addressAlerts}) AS s
${sources.map(([name, sql]) => `LEFT JOIN (${sql}) AS ${name} ON ${name}.key = s.key`).join("\n")}
LEFT JOIN (${historyDepth}) AS g ON g.batch_id = s.batch`;

/** An array that is absent from a join is empty, not NULL. */
function missing({ length }: readonly Feature[]): string {
  return `arrayWithConstant(${String(length)}, toFloat32(nan))`;
}
