import { alertSchema } from "./alert-features.ts";
import { alertRows } from "./alert-rows.ts";
import { clusterSchema } from "./cluster-features.ts";
import { selectList } from "./feature.ts";

/**
 * Which alerts belong to which cluster: those it names, else its primary alert, else all alerts of its addresses
 * (facts: aml-risk 8, numbers 1 and 2).
 */
export const clusterMembers = `
SELECT batch_id, cluster_id, arrayJoin(
    if(notEmpty(related_alert_ids), related_alert_ids, [primary_alert_id])) AS alert_id
FROM raw_clusters
WHERE batch_id IN {batches:Array(String)} AND (notEmpty(related_alert_ids) OR primary_alert_id != '')
UNION DISTINCT
SELECT k.batch_id, k.cluster_id, a.alert_id
FROM (
  SELECT batch_id, cluster_id, arrayJoin(addresses_involved) AS address
  FROM raw_clusters
  WHERE batch_id IN {batches:Array(String)} AND empty(related_alert_ids) AND primary_alert_id = ''
) AS k
INNER JOIN raw_alerts AS a ON a.batch_id = k.batch_id AND a.address = k.address
WHERE a.batch_id IN {batches:Array(String)}`;

const aggregates = alertSchema.names
  .map(
    (name) =>
      `avgIf(r.${name}, NOT isNaN(r.${name})) AS mean_${name},\n    maxIf(r.${name}, NOT isNaN(r.${name})) AS max_${name}`,
  )
  .join(",\n    ");

/**
 * A SELECT of `cluster_batch, cluster_id, cluster_address` and every column of the cluster schema, exactly one
 * row per cluster of {batches:Array(String)}, to be used as a subquery.
 */
export const clusterRows = `
SELECT
  k.batch_id AS cluster_batch,
  k.cluster_id AS cluster_id,
  ifNull(m.address, '') AS cluster_address,
  ${selectList(clusterSchema)}
FROM (SELECT * FROM raw_clusters WHERE batch_id IN {batches:Array(String)}) AS k
LEFT JOIN (
  SELECT p.batch_id AS batch_id, p.cluster_id AS cluster_id,
    count() AS alerts,
    min(r.alert_address) AS address,
    sum(r.volume_usd) AS volume_sum,
    stddevSamp(r.volume_usd) AS volume_std,
    stddevSamp(r.alert_confidence_score) AS confidence_std,
    countIf(r.severity_encoded >= 3) AS high_severity,
    countIf(r.severity_encoded >= 4) AS critical_severity,
    ${aggregates}
  FROM (${clusterMembers}) AS p
  INNER JOIN (${alertRows}) AS r ON r.alert_batch = p.batch_id AND r.alert_id = p.alert_id
  GROUP BY batch_id, cluster_id
) AS m ON m.batch_id = k.batch_id AND m.cluster_id = k.cluster_id`;
