import { riskLevels } from "../labels/risk-levels.ts";
import { clusterMembers } from "./cluster-rows.ts";

const levelArray = `[${riskLevels.map((level) => `'${level}'`).join(", ")}]`;

/** High and critical risk are what a score foretells; low and medium are its opposite. */
export const isPositive = "level >= 3";

/**
 * The label of each address as its batch knew it. Of several labels the most trusted counts: highest confidence,
 * then newest, then by name. Any other risk level is no label.
 */
export const addressLabels = `
SELECT batch_id, address,
  indexOf(${levelArray}, argMax(risk_level, (confidence_score, updated_timestamp, label))) AS level,
  max(confidence_score) AS confidence
FROM raw_address_labels
WHERE batch_id IN {batches:Array(String)} AND has(${levelArray}, risk_level)
GROUP BY batch_id, address`;

/** Each labelled alert once. */
export const alertLabels = `
SELECT a.batch_id AS batch_id, a.alert_id AS alert_id, a.address AS address, l.level AS level, l.confidence AS confidence
FROM raw_alerts AS a
INNER JOIN (${addressLabels}) AS l ON l.batch_id = a.batch_id AND l.address = a.address
WHERE a.batch_id IN {batches:Array(String)}`;

/** Each cluster with a labelled alert once; its level is that of its riskiest alert. */
export const clusterLabels = `
SELECT p.batch_id AS batch_id, p.cluster_id AS cluster_id, max(l.level) AS level, max(l.confidence) AS confidence
FROM (${clusterMembers}) AS p
INNER JOIN (${alertLabels}) AS l ON l.batch_id = p.batch_id AND l.alert_id = p.alert_id
GROUP BY batch_id, cluster_id`;

/** How many labelled alerts there are to learn from, in all, per class and per level. */
export const alertLabelSummary = labelSummary(alertLabels);

/** How many labelled clusters there are to learn from, in the same columns. */
export const clusterLabelSummary = labelSummary(clusterLabels);

function labelSummary(labels: string): string {
  const perLevel = riskLevels.map((level, index) => `countIf(level = ${String(index + 1)}) AS ${level}_risk`);
  return `SELECT count() AS samples, countIf(${isPositive}) AS positive, ${perLevel.join(", ")} FROM (${labels})`;
}
