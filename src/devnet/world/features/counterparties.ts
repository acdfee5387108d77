import type { Activity } from "../activity.ts";
import type { Flow } from "../flows.ts";
import { entropyBits, greatest, producerGini, sum } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

/** So many transactions make an address as fast as can be (facts: aml-risk 1.5). */
const FULL_VELOCITY_TRANSACTIONS = 100;

/** Returns how the money is shared among counterparties and directions (facts: aml-risk 1.5). */
export function counterpartyFeatures({ flowsIn, flowsOut, volumeByCounterparty }: Activity) {
  const volumes = [...volumeByCounterparty.values()];
  const total = sum(volumes);
  const transactions = sum([...flowsIn, ...flowsOut].map((flow) => flow.transactions));
  return {
    reciprocity_ratio: smallerShare(flowsIn, flowsOut),
    flow_diversity: volumes.length < 2 ? 0 : entropyBits(volumes) / Math.log(volumes.length),
    counterparty_concentration: producerGini(volumes),
    concentration_ratio: total === 0 ? 0 : greatest(volumes) / total,
    velocity_score: Math.min(transactions / FULL_VELOCITY_TRANSACTIONS, 1),
    flow_reciprocity_entropy: reciprocityEntropy(flowsOut, volumes.length),
    counterparty_stability: stability([...flowsIn, ...flowsOut]),
  } satisfies Partial<FeatureRow>;
}

/** Fixed in the producer: it knows one asset (facts: aml-risk 1.5). */
export const assetFeatures = {
  unique_assets_in: 1,
  unique_assets_out: 1,
  dominant_asset_in: "NATIVE",
  dominant_asset_out: "NATIVE",
  asset_diversity_score: 0,
} as const satisfies Partial<FeatureRow>;

/** The smaller direction's share of the whole, at most one half. */
function smallerShare(flowsIn: readonly Flow[], flowsOut: readonly Flow[]): number {
  const received = sum(flowsIn.map(({ amountUsd }) => amountUsd));
  const sent = sum(flowsOut.map(({ amountUsd }) => amountUsd));
  return Math.min(received, sent) / Math.max(received + sent, 1);
}

/** How undecided it is, in bits, whether a counterparty deals in both directions. */
function reciprocityEntropy(flowsOut: readonly Flow[], counterparties: number): number {
  const mutual = flowsOut.filter(({ returnedUsd }) => returnedUsd > 0).length;
  return entropyBits([mutual, counterparties - mutual]);
}

/** The share of flows that are more than one transaction. */
function stability(flows: readonly Flow[]): number {
  return flows.filter(({ transactions }) => transactions > 1).length / Math.max(1, flows.length);
}
