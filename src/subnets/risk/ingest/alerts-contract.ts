import { batchColumns, columns, type TableContract, totalOrder } from "./table-contract.ts";

const alertColumns = [
  ...batchColumns,
  ...columns("String", ["alert_id", "address", "typology_type"], { check: "notEmpty" }),
  ...columns("String", ["pattern_id", "pattern_type"]),
  ...columns("String", ["severity"], { check: "riskLevel", lowerCase: true }),
  ...columns("String", ["suspected_address_type", "suspected_address_subtype"]),
  ...columns("Float32", ["alert_confidence_score"], { check: "fraction" }),
  ...columns("String", ["description"]),
  ...columns("Decimal128(18)", ["volume_usd"], { check: "nonNegative" }),
  ...columns("String", ["evidence_json"]),
  ...columns("Array(String)", ["risk_indicators"]),
];

/** facts: aml-risk 1.4 */
export const alertsContract: TableContract = {
  table: "alerts",
  rawTable: "raw_alerts",
  columns: alertColumns,
  key: ["alert_id"],
  preference: totalOrder(["alert_confidence_score DESC", "volume_usd DESC"], alertColumns),
  mayBeEmpty: false,
};
