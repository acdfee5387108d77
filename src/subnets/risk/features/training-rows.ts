import type { RowExtra } from "../../../ml/contract.ts";
import { alertRows, rowSettings } from "./alert-rows.ts";
import { clusterRows } from "./cluster-rows.ts";
import { alertLabels, clusterLabels, isPositive } from "./labels.ts";

/** How the extras of each kind of training row are ordered in the file. */
export const classifierExtras = ["label", "weight", "validation"] as const satisfies readonly RowExtra[];
export const rankerExtras = ["label", "validation", "group"] as const satisfies readonly RowExtra[];

/** The labelled alerts of {batches:Array(String)}: 1 for high or critical risk, weighted by the label's confidence. */
export const alertTrainingRows = `
SELECT r.alert_id, ${values([isPositive, "confidence", heldOut("alert_address")])}
FROM (${alertRows()}) AS r
INNER JOIN (${alertLabels}) AS l ON l.batch_id = r.alert_batch AND l.alert_id = r.alert_id
ORDER BY alert_batch, r.alert_id
${rowSettings}
FORMAT RowBinary`;

/** The labelled alerts with their risk level (0 to 3) as relevance, grouped by batch, held-out rows last. */
export const rankingTrainingRows = `
SELECT r.alert_id, ${values(["level - 1", heldOut("alert_address"), batchNumber("alert_batch")])}
FROM (${alertRows()}) AS r
INNER JOIN (${alertLabels}) AS l ON l.batch_id = r.alert_batch AND l.alert_id = r.alert_id
ORDER BY ${heldOut("alert_address")}, ${batchNumber("alert_batch")}, r.alert_id
${rowSettings}
FORMAT RowBinary`;

/** The labelled clusters of {batches:Array(String)}, as the labelled alerts are. */
export const clusterTrainingRows = `
SELECT r.cluster_id, ${values([isPositive, "confidence", heldOut("cluster_address")])}
FROM (${clusterRows}) AS r
INNER JOIN (${clusterLabels}) AS l ON l.batch_id = r.cluster_batch AND l.cluster_id = r.cluster_id
ORDER BY cluster_batch, r.cluster_id
${rowSettings}
FORMAT RowBinary`;

/** Returns the SQL of a training row's values: extras, then features. */
function values(extras: readonly string[]): string {
  return `arrayConcat([${extras.map((extra) => `toFloat32(${extra})`).join(", ")}], r.features)`;
}

/** An address is held out with all its alerts, in every batch, or not at all: its label would leak otherwise. */
function heldOut(address: string): string {
  return `cityHash64(${address}) % 1000 < {validation_per_mille:UInt16}`;
}

function batchNumber(batch: string): string {
  return `indexOf({batches:Array(String)}, ${batch})`;
}
