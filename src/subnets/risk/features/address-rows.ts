import { alertSegments, type Segment } from "./alert-features.ts";
import { alertedAddresses } from "./alerted-addresses.ts";
import { valuesSql, type Feature } from "./feature.ts";
import { flowRows } from "./flow-rows.ts";
import { comparedSql, historyDepth, historyRows } from "./history-rows.ts";

/** One row per batch and address with alerts. Amounts are summed as decimals: that is exact in any order. */
const addressAlerts = `
SELECT batch_id, address,
  any(processing_date) AS processing_date,
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
GROUP BY batch_id, address`;

/** Become arrays before any join, which would copy the many columns one by one. */
const profiles = `
SELECT batch_id, address, ${comparedSql},
  ${segments("profile", (features, column) => `${valuesSql(features)} AS ${column}`)}
FROM raw_features AS f
WHERE batch_id IN {batches:Array(String)} AND address IN (${alertedAddresses})`;

/** The largest cluster of each address. */
const addressClusters = `
SELECT batch_id, arrayJoin(addresses_involved) AS address,
  count() AS clusters,
  argMax(total_alerts, (total_alerts, cluster_id)) AS cluster_alerts,
  argMax(toFloat64(total_volume_usd), (total_alerts, cluster_id)) AS cluster_volume,
  argMax(confidence_avg, (total_alerts, cluster_id)) AS confidence_avg,
  argMax(length(addresses_involved), (total_alerts, cluster_id)) AS addresses,
  max(transform(severity_max, ['low', 'medium', 'high', 'critical'], [1, 2, 3, 4], 2)) AS severity_max
FROM raw_clusters
WHERE batch_id IN {batches:Array(String)}
GROUP BY batch_id, address`;

const sources = [
  ["f", profiles],
  ["c", addressClusters],
  ["i", flowRows("incoming")],
  ["o", flowRows("outgoing")],
  ["h", historyRows],
] as const;

/**
 * A SELECT of one row per batch of {batches:Array(String)} and address with alerts: batch_id, address and the values of
 * each segment of the matrix that is made of the address. An address without features, clusters, flows or history keeps
 * its row.
 */
export const addressRows = `
SELECT s.batch_id AS batch_id, s.address AS address,
  ${segments("address", (features, column) => `${valuesSql(features)} AS ${column}`)},
  ${segments("profile", (features, column) => `if(empty(f.${column}), ${missing(features)}, f.${column}) AS ${column}`)}
FROM (${addressAlerts}) AS s
${sources
  .map(
    ([name, sql]) =>
      `LEFT JOIN (${sql}) AS ${name} ON ${name}.batch_id = s.batch_id AND ${name}.address = s.address`,
  )
  .join("\n")}
LEFT JOIN (${historyDepth}) AS g ON g.batch_id = s.batch_id`;

/** Returns the column of the address query that holds a segment of the matrix, by its place among all segments. */
export function segmentColumn(place: number): string {
  return `segment_${String(place)}`;
}

function segments(
  of: Segment["of"],
  columnSql: (features: readonly Feature[], column: string) => string,
): string {
  const columns = alertSegments.map((segment, place) => ({ ...segment, column: segmentColumn(place) }));
  return columns
    .filter((segment) => segment.of === of)
    .map(({ features, column }) => columnSql(features, column))
    .join(",\n  ");
}

/** An array that is absent from a join is empty, not NULL. */
function missing({ length }: readonly Feature[]): string {
  return `arrayWithConstant(${String(length)}, toFloat32(nan))`;
}
