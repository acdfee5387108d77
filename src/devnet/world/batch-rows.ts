import type { BatchKey } from "../../subnets/risk/batch.ts";
import { activitiesOf } from "./activity.ts";
import { addressFindings } from "./alerts/address-rules.ts";
import { alertRows } from "./alerts/alert-rows.ts";
import { exchangeFindings } from "./alerts/exchange-rule.ts";
import { trailFindings } from "./alerts/trail-rules.ts";
import { trailsOf } from "./alerts/trails.ts";
import { windowBefore } from "./calendar.ts";
import { clusterRows } from "./clusters.ts";
import { featureRows } from "./features/feature-rows.ts";
import { flowRows } from "./flow-rows.ts";
import { flowsOf } from "./flows.ts";
import type { Actor } from "./population.ts";
import type { AlertRow } from "./tables/alert-columns.ts";
import type { ClusterRow } from "./tables/cluster-columns.ts";
import type { FeatureRow } from "./tables/feature-columns.ts";
import type { FlowRow } from "./tables/flow-columns.ts";
import type { LabelRow } from "./tables/label-columns.ts";
import type { Transaction } from "./transaction.ts";

/** What the source publishes for one date and window. */
export interface BatchRows {
  readonly alerts: readonly AlertRow[];
  readonly features: readonly FeatureRow[];
  readonly clusters: readonly ClusterRow[];
  readonly flows: readonly FlowRow[];
}

/** All that happened and is known, of which a batch shows one window. */
export interface History {
  readonly population: readonly Actor[];
  /** In order of time. */
  readonly transactions: readonly Transaction[];
  readonly labels: readonly LabelRow[];
}

/** Returns the rows of a batch by the producer's rules, in the order it exports them. */
export function batchRows({ population, transactions, labels }: History, batch: BatchKey): BatchRows {
  const { fromMs, untilMs } = windowBefore(batch.processingDate, batch.windowDays);
  const addressOf = (index: number) => population[index]?.address ?? "";
  const seen = transactions.filter(({ atMs }) => atMs >= fromMs && atMs < untilMs);
  const moved = flowsOf(seen);
  const flows = flowRows(moved, batch, addressOf);
  const features = featureRows(activitiesOf(seen, moved), population, batch);
  const findings = [
    ...features.flatMap(addressFindings),
    ...exchangeFindings(flows, labels),
    ...trailFindings(trailsOf(moved), addressOf),
  ];
  const alerts = alertRows(findings, batch);
  return {
    alerts,
    features: features.sort((a, b) => b.total_volume_usd - a.total_volume_usd),
    clusters: clusterRows(alerts, batch),
    flows,
  };
}
