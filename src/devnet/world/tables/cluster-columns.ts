import type { Columns, RowOf } from "./columns.ts";

/** clusters.parquet (facts: aml-risk 1.6). */
export const clusterColumns = {
  window_days: "uint16",
  processing_date: "date",
  cluster_id: "string",
  cluster_type: "string",
  primary_address: "string",
  pattern_id: "string",
  primary_alert_id: "string",
  related_alert_ids: "string-list",
  addresses_involved: "string-list",
  total_alerts: "uint32",
  total_volume_usd: "decimal",
  severity_max: "string",
  confidence_avg: "float",
  earliest_alert_timestamp: "uint64",
  latest_alert_timestamp: "uint64",
} as const satisfies Columns;

export type ClusterRow = RowOf<typeof clusterColumns>;
