import { createHash } from "node:crypto";
import { addressKey, isInShare } from "./address-key.ts";
import { valuesOf } from "./alert-features.ts";
import { evidenceSql } from "./evidence-features.ts";
import { flowRows } from "./flow-rows.ts";

/**
 * A number that stands for a volume in a batch, for the same reason as an address key; two volumes that are taken for one
 * share one of their ranks.
 */
function volumeKey(volume = "volume_usd"): string {
  return `cityHash64(batch_id, ${volume})`;
}

/**
 * Where a volume stands in its batch. Alerts of the same volume share their average rank: the mean of the first and the
 * last of them, which are found where the sorted volumes go up. A window over them would take several times as long.
 */
const volumeRanks = `
SELECT ${volumeKey("volume")} AS volume_key, (first + last) / 2 AS average_rank
FROM (
  SELECT batch_id,
    arraySort(groupArray(volume_usd)) AS sorted,
    arrayPopFront(arrayDifference(sorted)) AS steps,
    arrayFilter((position, step) -> step != 0, arrayEnumerate(steps), steps) AS turns,
    arrayPushFront(arrayMap(position -> position + 1, turns), 1) AS firsts,
    arrayPushBack(turns, length(sorted)) AS lasts
  FROM raw_alerts
  WHERE batch_id IN {batches:Array(String)}
  GROUP BY batch_id
)
ARRAY JOIN arrayCompact(sorted) AS volume, firsts AS first, lasts AS last`;

const batchStatistics = `
SELECT batch_id, count() AS alerts, toFloat64(sum(volume_usd)) / count() AS volume_mean,
  stddevSamp(toFloat64(volume_usd)) AS volume_std
FROM raw_alerts
WHERE batch_id IN {batches:Array(String)}
GROUP BY batch_id`;

/** Amounts are summed as decimals: that is exact in any order. */
const addressAlerts = `
SELECT key, any(batch_id) AS batch_id,
  count() AS alerts,
  sum(volume_usd) AS volume_sum,
  stddevSamp(volume) AS volume_std,
  min(volume_usd) AS volume_min,
  max(volume_usd) AS volume_max,
  uniqExact(typology_type) AS typologies,
  max(alert_confidence_score) AS confidence_max,
  sum(alert_confidence_score) AS confidence_sum,
  countIf(severity IN ('high', 'critical')) AS severe,
  groupArray(CAST(tuple(alert_id, address, volume, alert_confidence_score, severity, feature_values)
    AS Tuple(id String, address String, volume Float64, confidence Float32, severity String, feature_values Array(Float32)))) AS list
FROM (
  SELECT a.key AS key, a.batch_id AS batch_id, a.alert_id AS alert_id, a.address AS address, a.volume_usd AS volume_usd, a.volume AS volume,
    a.typology_type AS typology_type, a.alert_confidence_score AS alert_confidence_score, a.severity AS severity,
    ${valuesOf("alert")} AS feature_values
  FROM (
    SELECT *, toFloat64(volume_usd) AS volume, ${evidenceSql} AS evidence, ${addressKey()} AS key, ${volumeKey()} AS volume_key
    FROM raw_alerts
    WHERE batch_id IN {batches:Array(String)} AND ${isInShare}
  ) AS a
  LEFT ANY JOIN (${volumeRanks}) AS r ON r.volume_key = a.volume_key
  INNER JOIN (${batchStatistics}) AS b ON b.batch_id = a.batch_id
)
GROUP BY key`;

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

/**
 * A SELECT of one row per address with alerts of {batches:Array(String)} and of a share: its own values, and its alerts
 * with theirs. That is all that a batch gives on its own, save the profiles. An address without clusters or flows keeps
 * its row.
 */
export const batchRows = `
SELECT s.batch_id AS batch_id, s.key AS key, ${valuesOf("address")} AS feature_values, s.list AS alerts
FROM (${addressAlerts}) AS s
LEFT ANY JOIN (${addressClusters}) AS c ON c.key = s.key
LEFT ANY JOIN (${flowRows("incoming")}) AS i ON i.key = s.key
LEFT ANY JOIN (${flowRows("outgoing")}) AS o ON o.key = s.key`;

/** What the stored rows were made by: rows that an older program made otherwise are not read. 16 hex digits. */
export const batchRowsDefinition = createHash("sha256").update(batchRows).digest("hex").slice(0, 16);

/** The rows of {batches:Array(String)}, as they are stored: see completeBatchRows. */
export const storedBatchRows = `
SELECT batch_id, key, feature_values, alerts
FROM address_values
WHERE batch_id IN {batches:Array(String)} AND definition = '${batchRowsDefinition}'`;
