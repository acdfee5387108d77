import { alertSchema } from "./alert-features.ts";
import { alertRows } from "./alert-rows.ts";
import { clusterColumns } from "./cluster-features.ts";
import { valuesSql } from "./feature.ts";

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

/** NaN is nobody's mean and nobody's maximum. */
const presentValues = "arrayMap(value -> if(isNaN(value), NULL, value), r.features)";
const orNaN = "value -> toFloat32(ifNull(value, nan))";
const noAlerts = `arrayWithConstant(${String(alertSchema.names.length)}, toFloat32(nan))`;

/**
 * A SELECT of exactly one row per cluster of {batches:Array(String)}, to be used as a subquery: what identifies
 * the cluster and the values of the cluster schema.
 */
export const clusterRows = `
SELECT
  k.batch_id AS cluster_batch,
  k.cluster_id AS cluster_id,
  ifNull(m.address, '') AS cluster_address,
  arrayConcat(
    ${valuesSql(clusterColumns)},
    if(empty(m.means), ${noAlerts}, arrayMap(${orNaN}, m.means)),
    if(empty(m.maxima), ${noAlerts}, arrayMap(${orNaN}, m.maxima))
  ) AS features
FROM (SELECT * FROM raw_clusters WHERE batch_id IN {batches:Array(String)}) AS k
LEFT JOIN (
  SELECT p.batch_id AS batch_id, p.cluster_id AS cluster_id,
    count() AS alerts,
    min(r.alert_address) AS address,
    sum(r.alert_volume) AS volume_sum,
    stddevSamp(r.alert_volume) AS volume_std,
    stddevSamp(r.alert_confidence) AS confidence_std,
    countIf(r.alert_severity IN ('high', 'critical')) AS high_severity,
    countIf(r.alert_severity = 'critical') AS critical_severity,
    avgForEach(${presentValues}) AS means,
    maxForEach(${presentValues}) AS maxima
  FROM (${clusterMembers}) AS p
  INNER JOIN (${alertRows(`a.id IN (SELECT alert_id FROM (${clusterMembers}))`)}) AS r ON r.alert_batch = p.batch_id AND r.alert_id = p.alert_id
  GROUP BY batch_id, cluster_id
) AS m ON m.batch_id = k.batch_id AND m.cluster_id = k.cluster_id`;
