import type { Activity } from "../activity.ts";
import type { Flow } from "../flows.ts";
import { greatest, median, sum } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

/**
 * Returns counterparties and counts. The producer stores transaction counts in degree_in and degree_out, and only
 * degree_total counts counterparties (facts: aml-risk 1.5).
 */
export function topologyFeatures({ flowsIn, flowsOut, volumeByCounterparty }: Activity) {
  const received = transactionsOf(flowsIn);
  const sent = transactionsOf(flowsOut);
  return {
    degree_in: received,
    degree_out: sent,
    degree_total: volumeByCounterparty.size,
    unique_counterparties: volumeByCounterparty.size,
    unique_recipients_count: flowsOut.length,
    unique_senders_count: flowsIn.length,
    tx_in_count: received,
    tx_out_count: sent,
    tx_total_count: received + sent,
  } satisfies Partial<FeatureRow>;
}

/** Returns volumes in dollars; the medians and extremes are those of flows, not of transactions (facts: aml-risk 1.5). */
export function volumeFeatures({ flowsIn, flowsOut }: Activity) {
  const amountsIn = flowsIn.map(({ amountUsd }) => amountUsd);
  const amountsOut = flowsOut.map(({ amountUsd }) => amountUsd);
  const totalIn = sum(amountsIn);
  const totalOut = sum(amountsOut);
  return {
    total_in_usd: totalIn,
    total_out_usd: totalOut,
    net_flow_usd: totalIn - totalOut,
    total_volume_usd: totalIn + totalOut,
    avg_tx_in_usd: totalIn / Math.max(1, transactionsOf(flowsIn)),
    avg_tx_out_usd: totalOut / Math.max(1, transactionsOf(flowsOut)),
    median_tx_in_usd: median(amountsIn),
    median_tx_out_usd: median(amountsOut),
    max_tx_usd: greatest([...amountsIn, ...amountsOut]),
    min_tx_usd: Math.min(...amountsIn, ...amountsOut),
  } satisfies Partial<FeatureRow>;
}

function transactionsOf(flows: readonly Flow[]): number {
  return sum(flows.map(({ transactions }) => transactions));
}
