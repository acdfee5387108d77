import type { Columns, RowOf } from "./columns.ts";

/** alerts.parquet (facts: aml-risk 1.4). */
export const alertColumns = {
  window_days: "uint16",
  processing_date: "date",
  alert_id: "string",
  address: "string",
  typology_type: "string",
  pattern_id: "string",
  pattern_type: "string",
  severity: "string",
  suspected_address_type: "string",
  suspected_address_subtype: "string",
  alert_confidence_score: "float",
  description: "string",
  volume_usd: "decimal",
  evidence_json: "string",
  risk_indicators: "string-list",
} as const satisfies Columns;

export type AlertRow = RowOf<typeof alertColumns>;
