import { batchColumns, columns, type TableContract, totalOrder } from "./table-contract.ts";

const clusterColumns = [
  ...batchColumns,
  ...columns("String", ["cluster_id"], { check: "notEmpty" }),
  ...columns("String", ["cluster_type", "primary_address", "pattern_id", "primary_alert_id"]),
  ...columns("Array(String)", ["related_alert_ids", "addresses_involved"]),
  ...columns("UInt32", ["total_alerts"]),
  ...columns("Decimal128(18)", ["total_volume_usd"], { check: "nonNegative" }),
  ...columns("String", ["severity_max"], { check: "riskLevel", lowerCase: true }),
  ...columns("Float32", ["confidence_avg"], { check: "fraction" }),
  ...columns("UInt64", ["earliest_alert_timestamp", "latest_alert_timestamp"]),
];

/** facts: aml-risk 1.6 */
export const clustersContract: TableContract = {
  table: "clusters",
  rawTable: "raw_clusters",
  columns: clusterColumns,
  key: ["cluster_id"],
  preference: totalOrder(
    ["total_alerts DESC", "confidence_avg DESC", "total_volume_usd DESC", "latest_alert_timestamp DESC"],
    clusterColumns,
  ),
  mayBeEmpty: true,
};
