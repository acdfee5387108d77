import type { BatchKey } from "../../subnets/risk/batch.ts";
import { HOUR_MS, startOfDate } from "./calendar.ts";
import { groupBy } from "./group-by.ts";
import { mean } from "./statistics.ts";
import type { AlertRow } from "./tables/alert-columns.ts";
import type { ClusterRow } from "./tables/cluster-columns.ts";

/** So many alerts on one address make a cluster (facts: aml-risk 1.6). */
const LEAST_ALERTS = 2;

/** When the producer inserts its rows, after the start of the date. */
const INSERTION_DELAY_MS = HOUR_MS / 2;

/** Returns a same_entity cluster for each address with more than one alert, by id. */
export function clusterRows(alerts: readonly AlertRow[], batch: BatchKey): ClusterRow[] {
  return [...groupBy(alerts, ({ address }) => address)]
    .filter(([, related]) => related.length >= LEAST_ALERTS)
    .map(([address, related]) => clusterRow(address, related, batch))
    .sort((a, b) => (a.cluster_id < b.cluster_id ? -1 : 1));
}

function clusterRow(address: string, related: readonly AlertRow[], batch: BatchKey): ClusterRow {
  const [first] = related;
  const insertedMs = startOfDate(batch.processingDate) + INSERTION_DELAY_MS;
  return {
    window_days: batch.windowDays,
    processing_date: batch.processingDate,
    cluster_id: `cluster_same_entity_${address}_${batch.processingDate}`,
    cluster_type: "same_entity",
    primary_address: "",
    pattern_id: "",
    primary_alert_id: first?.alert_id ?? "",
    related_alert_ids: related.map(({ alert_id }) => alert_id),
    addresses_involved: [address],
    total_alerts: related.length,
    // The producer takes the first alert's volume for all.
    total_volume_usd: first?.volume_usd ?? 0,
    severity_max: worst(related),
    confidence_avg: mean(related.map(({ alert_confidence_score }) => alert_confidence_score)),
    earliest_alert_timestamp: insertedMs,
    latest_alert_timestamp: insertedMs,
  };
}

const byWeight = ["critical", "high", "medium", "low"];

function worst(alerts: readonly AlertRow[]): string {
  return byWeight.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? "medium";
}
