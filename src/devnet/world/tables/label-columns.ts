import type { Columns, RowOf } from "./columns.ts";

/** {network}_address_labels.parquet (facts: aml-risk 1.8). */
export const labelColumns = {
  network: "string",
  network_type: "string",
  address: "string",
  label: "string",
  address_type: "string",
  address_subtype: "string",
  trust_level: "string",
  source: "string",
  risk_level: "string",
  confidence_score: "float",
  created_timestamp: "uint64",
  updated_timestamp: "uint64",
} as const satisfies Columns;

export type LabelRow = RowOf<typeof labelColumns>;
