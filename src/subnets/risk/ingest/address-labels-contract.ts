import { columns, type TableContract, totalOrder } from "./table-contract.ts";

const labelColumns = [
  ...columns("String", ["network"], { check: "ofBatch", whenAbsent: "network" }),
  ...columns("String", ["network_type"]),
  ...columns("String", ["address", "label"], { check: "notEmpty" }),
  ...columns("String", ["address_type", "address_subtype", "trust_level", "source"]),
  ...columns("String", ["risk_level"], { check: "riskLevel", lowerCase: true }),
  ...columns("Float32", ["confidence_score"], { check: "fraction" }),
  ...columns("UInt64", ["created_timestamp", "updated_timestamp"]),
];

/** facts: aml-risk 1.8. Several labels of one address are several rows. */
export const addressLabelsContract: TableContract = {
  table: "address_labels",
  rawTable: "raw_address_labels",
  columns: labelColumns,
  key: ["address", "label"],
  preference: totalOrder(["updated_timestamp DESC", "confidence_score DESC"], labelColumns),
  mayBeEmpty: true,
};
