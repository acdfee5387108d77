import { alertRows, rowSettings } from "./alert-rows.ts";
import { clusterRows } from "./cluster-rows.ts";

/** The rows to score, one per alert of {batches:Array(String)}: key and values, in no order. */
export const alertScoringRows = `
SELECT alert_id, features
FROM (${alertRows()})
${rowSettings}
FORMAT Native`;

/** The rows to score, one per cluster of {batches:Array(String)}: key and values, in no order. */
export const clusterScoringRows = `
SELECT cluster_id, features
FROM (${clusterRows})
${rowSettings}
FORMAT Native`;
