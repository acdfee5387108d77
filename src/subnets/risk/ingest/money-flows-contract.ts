import { batchColumns, columns, type TableContract, totalOrder } from "./table-contract.ts";

const nonNegative = { check: "nonNegative" } as const;

const moneyFlowColumns = [
  ...batchColumns,
  ...columns("String", ["from_address", "to_address"], { check: "notEmpty" }),
  ...columns("UInt64", ["tx_count"]),
  ...columns("Decimal128(18)", ["amount_sum", "amount_usd_sum"], nonNegative),
  ...columns("UInt64", ["first_seen_timestamp", "last_seen_timestamp"]),
  ...columns("UInt32", ["active_days"]),
  ...columns("Decimal128(18)", ["avg_tx_size_usd"], nonNegative),
  ...columns("UInt32", ["unique_assets"]),
  ...columns("String", ["dominant_asset"]),
  ...columns("Array(UInt16)", ["hourly_pattern", "weekly_pattern"]),
  ...columns("Float32", ["reciprocity_ratio"], nonNegative),
  ...columns("Bool", ["is_bidirectional"]),
];

/** facts: aml-risk 1.7 */
export const moneyFlowsContract: TableContract = {
  table: "money_flows",
  rawTable: "raw_money_flows",
  columns: moneyFlowColumns,
  key: ["from_address", "to_address"],
  preference: totalOrder(["amount_usd_sum DESC", "tx_count DESC"], moneyFlowColumns),
  mayBeEmpty: true,
};
