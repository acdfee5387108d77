import type { Columns, RowOf } from "./columns.ts";

/** money_flows.parquet, whose date is a string (facts: aml-risk 1.7). */
export const flowColumns = {
  from_address: "string",
  to_address: "string",
  tx_count: "uint64",
  amount_sum: "decimal",
  amount_usd_sum: "decimal",
  first_seen_timestamp: "uint64",
  last_seen_timestamp: "uint64",
  active_days: "uint32",
  avg_tx_size_usd: "decimal",
  unique_assets: "uint32",
  dominant_asset: "string",
  hourly_pattern: "uint16-list",
  weekly_pattern: "uint16-list",
  reciprocity_ratio: "float",
  is_bidirectional: "boolean",
  processing_date: "string",
  window_days: "uint16",
} as const satisfies Columns;

export type FlowRow = RowOf<typeof flowColumns>;
