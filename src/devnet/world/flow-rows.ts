import type { BatchKey } from "../../subnets/risk/batch.ts";
import type { Flow } from "./flows.ts";
import type { FlowRow } from "./tables/flow-columns.ts";

/** Returns the flows of a batch, the largest first as the producer exports them. */
export function flowRows(
  flows: readonly Flow[],
  batch: BatchKey,
  addressOf: (index: number) => string,
): FlowRow[] {
  return flows
    .map((flow) => ({ ...transferred(flow), ...ends(flow, addressOf), ...rhythm(flow), ...keys(batch) }))
    .sort((a, b) => b.amount_usd_sum - a.amount_usd_sum || a.first_seen_timestamp - b.first_seen_timestamp);
}

function ends({ from, to }: Flow, addressOf: (index: number) => string) {
  return { from_address: addressOf(from), to_address: addressOf(to) };
}

function transferred({ transactions, amountUsd, returnedUsd }: Flow) {
  return {
    tx_count: transactions,
    amount_sum: amountUsd,
    amount_usd_sum: amountUsd,
    avg_tx_size_usd: amountUsd / transactions,
    unique_assets: 1,
    dominant_asset: "NATIVE",
    reciprocity_ratio: Math.min(amountUsd, returnedUsd) / Math.max(amountUsd, returnedUsd),
    is_bidirectional: returnedUsd > 0,
  };
}

function rhythm({ firstMs, lastMs, activeDays, hourly, weekly }: Flow) {
  return {
    first_seen_timestamp: firstMs,
    last_seen_timestamp: lastMs,
    active_days: activeDays,
    hourly_pattern: hourly,
    weekly_pattern: weekly,
  };
}

function keys({ processingDate, windowDays }: BatchKey) {
  return { processing_date: processingDate, window_days: windowDays };
}
