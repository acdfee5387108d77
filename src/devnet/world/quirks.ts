import { severityOf } from "./alerts/severity.ts";
import type { BatchRows } from "./batch-rows.ts";
import type { Quirk } from "./settings.ts";
import type { AlertRow } from "./tables/alert-columns.ts";
import type { Columns } from "./tables/columns.ts";
import { featureColumns } from "./tables/feature-columns.ts";

/** Columns that producers since November 2025 no longer write (facts: aml-risk 1.5). */
export const droppedColumns: readonly string[] = [
  "behavioral_anomaly_score",
  "graph_anomaly_score",
  "neighborhood_anomaly_score",
  "global_anomaly_score",
  "outlier_transactions",
  "suspicious_pattern_score",
  "is_exchange_like",
  "is_whale",
  "is_mixer_like",
  "is_contract_like",
  "is_high_volume_trader",
  "is_hub_address",
  "is_retail_active",
  "is_whale_inactive",
  "is_retail_inactive",
  "is_regular_user",
] satisfies (keyof typeof featureColumns)[];

/** One row in so many is repeated. */
const REPEATED_EVERY = 30;

/** Returns the rows as a producer with these quirks hands them out. */
export function withQuirks(rows: BatchRows, quirks: readonly Quirk[]): BatchRows {
  const clusters = quirks.includes("empty-clusters") ? [] : rows.clusters;
  if (!quirks.includes("duplicates")) return { ...rows, clusters };
  return {
    alerts: [...withRepeats(rows.alerts), ...rows.alerts.slice(0, 1).map(restated)],
    features: withRepeats(rows.features),
    clusters,
    flows: withRepeats(rows.flows),
  };
}

/** Returns the columns of features.parquet that a producer with these quirks writes. */
export function featureColumnsWith(quirks: readonly Quirk[]): Columns {
  if (!quirks.includes("dropped-columns")) return featureColumns;
  return Object.fromEntries(
    Object.entries(featureColumns).filter(([name]) => !droppedColumns.includes(name)),
  );
}

/** Versions of one row that the source had not merged yet (facts: aml-risk 1.4). */
function withRepeats<Row>(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, place) => (place % REPEATED_EVERY === 0 ? [row, row] : [row]));
}

/** The same alert with another confidence, as an earlier run of the same day left it. */
function restated(alert: AlertRow): AlertRow {
  const confidence = alert.alert_confidence_score * 0.9;
  return { ...alert, alert_confidence_score: confidence, severity: severityOf(confidence) };
}
