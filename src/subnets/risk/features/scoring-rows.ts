import { alertRows, joinSettings } from "./alert-rows.ts";
import { clusterRows } from "./cluster-rows.ts";

/** The rows to score, one per alert of {batches:Array(String)}: key and values, in the order of the key. */
export const alertScoringRows = `
SELECT alert_id, features
FROM (${alertRows})
ORDER BY alert_id
${joinSettings}
FORMAT RowBinary`;

/** The rows to score, one per cluster of {batches:Array(String)}: key and values, in the order of the key. */
export const clusterScoringRows = `
SELECT cluster_id, features
FROM (${clusterRows})
ORDER BY cluster_id
${joinSettings}
FORMAT RowBinary`;
