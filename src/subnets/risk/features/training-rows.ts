import type { RowExtra } from "../../../ml/contract.ts";
import { alertSchema } from "./alert-features.ts";
import { alertRows, joinSettings } from "./alert-rows.ts";
import { clusterSchema } from "./cluster-features.ts";
import { clusterMembers, clusterRows } from "./cluster-rows.ts";

/**
 * The label of each address as its batch knew it. Of several labels the most trusted counts: highest confidence,
 * then newest, then by name. Risk levels other than the four are no label (facts: aml-risk 4).
 */
const addressLabels = `
SELECT batch_id, address,
  argMax(s.risk_level, (s.confidence_score, s.updated_timestamp, s.label)) AS risk_level,
  max(s.confidence_score) AS confidence
FROM raw_address_labels AS s
WHERE batch_id IN {batches:Array(String)} AND s.risk_level IN ('low', 'medium', 'high', 'critical')
GROUP BY batch_id, address`;

/** An address is held out with all its alerts, in every batch, or not at all: its label would leak otherwise. */
const heldOut = (address: string) => `cityHash64(${address}) % 1000 < {validation_per_mille:UInt16}`;

const isPositive = "risk_level IN ('high', 'critical')";
const batchNumber = (batch: string) => `indexOf({batches:Array(String)}, ${batch})`;

/** How the extras of each kind of training row are ordered in the file. */
export const classifierExtras = ["label", "weight", "validation"] as const satisfies readonly RowExtra[];
export const rankerExtras = ["label", "validation", "group"] as const satisfies readonly RowExtra[];

/** The labelled alerts of {batches:Array(String)}: 1 for high or critical risk, weighted by the label's confidence. */
export const alertTrainingRows = `
SELECT alert_id, toFloat32(${isPositive}), toFloat32(confidence), toFloat32(${heldOut("alert_address")}),
  ${alertSchema.names.join(", ")}
FROM (${alertRows}) AS r
INNER JOIN (${addressLabels}) AS l ON l.batch_id = r.alert_batch AND l.address = r.alert_address
ORDER BY alert_batch, alert_id
${joinSettings}
FORMAT RowBinary`;

/** The labelled alerts with their risk level (0 to 3) as relevance, grouped by batch, held-out rows last. */
export const rankingTrainingRows = `
SELECT alert_id, toFloat32(indexOf(['low', 'medium', 'high', 'critical'], risk_level) - 1),
  toFloat32(${heldOut("alert_address")}), toFloat32(${batchNumber("alert_batch")}),
  ${alertSchema.names.join(", ")}
FROM (${alertRows}) AS r
INNER JOIN (${addressLabels}) AS l ON l.batch_id = r.alert_batch AND l.address = r.alert_address
ORDER BY ${heldOut("alert_address")}, ${batchNumber("alert_batch")}, alert_id
${joinSettings}
FORMAT RowBinary`;

/** Each cluster's label is that of its riskiest labelled alert; clusters without a labelled alert are left out. */
const clusterLabels = `
SELECT p.batch_id AS batch_id, p.cluster_id AS cluster_id, max(${isPositive}) AS positive, max(confidence) AS confidence
FROM (${clusterMembers}) AS p
INNER JOIN raw_alerts AS a ON a.batch_id = p.batch_id AND a.alert_id = p.alert_id
INNER JOIN (${addressLabels}) AS l ON l.batch_id = a.batch_id AND l.address = a.address
WHERE a.batch_id IN {batches:Array(String)}
GROUP BY batch_id, cluster_id`;

/** The labelled clusters of {batches:Array(String)}. */
export const clusterTrainingRows = `
SELECT cluster_id, toFloat32(positive), toFloat32(confidence), toFloat32(${heldOut("cluster_address")}),
  ${clusterSchema.names.join(", ")}
FROM (${clusterRows}) AS r
INNER JOIN (${clusterLabels}) AS l ON l.batch_id = r.cluster_batch AND l.cluster_id = r.cluster_id
ORDER BY cluster_batch, cluster_id
${joinSettings}
FORMAT RowBinary`;

/** Labelled alerts and clusters per class and risk level: what there is to learn from. */
export const labelSummary = `
SELECT
  count() AS samples,
  countIf(${isPositive}) AS positive,
  countIf(risk_level = 'low') AS low_risk,
  countIf(risk_level = 'medium') AS medium_risk,
  countIf(risk_level = 'high') AS high_risk,
  countIf(risk_level = 'critical') AS critical_risk
FROM raw_alerts AS a
INNER JOIN (${addressLabels}) AS l ON l.batch_id = a.batch_id AND l.address = a.address
WHERE a.batch_id IN {batches:Array(String)}`;

/** Labelled clusters per class, in the columns of the alert summary that apply. */
export const clusterLabelSummary = `
SELECT count() AS samples, countIf(positive) AS positive
FROM (${clusterLabels})`;
