import { alertRows, joinSettings } from "./alert-rows.ts";
import { alertSchema } from "./alert-features.ts";
import { clusterSchema } from "./cluster-features.ts";
import { clusterRows } from "./cluster-rows.ts";

/** The rows to score, one per alert of {batches:Array(String)}: key and features, in the order of the key. */
export const alertScoringRows = `
SELECT alert_id, ${alertSchema.names.join(", ")}
FROM (${alertRows})
ORDER BY alert_id
${joinSettings}
FORMAT RowBinary`;

/** The rows to score, one per cluster of {batches:Array(String)}: key and features, in the order of the key. */
export const clusterScoringRows = `
SELECT cluster_id, ${clusterSchema.names.join(", ")}
FROM (${clusterRows})
ORDER BY cluster_id
${joinSettings}
FORMAT RowBinary`;
