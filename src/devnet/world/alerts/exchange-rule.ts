import { groupBy } from "../group-by.ts";
import type { FlowRow } from "../tables/flow-columns.ts";
import type { LabelRow } from "../tables/label-columns.ts";
import type { Finding } from "./finding.ts";

/** What must go to known exchanges, in dollars (facts: aml-risk 1.4). */
const LEAST_USD = 500;
const CONFIDENCE = 0.9;
const knownBy: readonly string[] = ["verified", "official"];

/**
 * Returns who brought fresh funds to a labelled exchange. To the producer every address is new, so this fires for
 * whoever does (facts: aml-risk 9b).
 */
export function exchangeFindings(flows: readonly FlowRow[], labels: readonly LabelRow[]): Finding[] {
  const exchanges = new Map(labels.filter(isKnownExchange).map(({ address, label }) => [address, label]));
  const deposits = flows.filter(
    ({ to_address, amount_usd_sum }) => exchanges.has(to_address) && amount_usd_sum >= LEAST_USD,
  );
  return [...groupBy(deposits, ({ from_address }) => from_address)].map(([address, made]) => {
    const volumeUsd = made.reduce((sum, { amount_usd_sum }) => sum + amount_usd_sum, 0);
    const interactions = made.map(({ to_address, amount_usd_sum }) => ({
      address: to_address,
      type: "CEX",
      label: exchanges.get(to_address),
      volume_usd: amount_usd_sum,
    }));
    return {
      typology: "FRESH_TO_EXCHANGE",
      address,
      confidence: CONFIDENCE,
      volumeUsd,
      suspectedType: "wallet",
      description: `New address sent $${volumeUsd.toFixed(2)} to ${made.length} known exchange(s).`,
      evidence: { source_is_new: true, exchange_interactions: interactions, volume_usd: volumeUsd },
      indicators: ["fresh_funds", "immediate_exchange_transfer"],
    };
  });
}

function isKnownExchange({ address_type, trust_level }: LabelRow): boolean {
  return address_type === "exchange" && knownBy.includes(trust_level);
}
