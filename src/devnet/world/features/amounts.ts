import type { Activity } from "../activity.ts";
import { mean, producerGini, variance } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

/** Below this a transaction counts as small, in dollars (facts: aml-risk 1.5). */
const SMALL_TRANSACTION_USD = 1000;

/**
 * Returns how amounts are spread. The producer sees the single amounts of the sender only, so an address that
 * never sends has none (facts: aml-risk 9b).
 */
export function amountFeatures({ sent, flowsIn, flowsOut }: Activity) {
  const amounts = sent.map(({ amountUsd }) => amountUsd);
  const spread = variance(amounts);
  const relativeSpread = Math.sqrt(spread) / Math.max(mean(amounts), 1);
  const structuring = structuringScore(amounts);
  return {
    amount_variance: spread,
    amount_skewness: 0,
    amount_kurtosis: 0,
    volume_std: Math.sqrt(spread),
    volume_cv: relativeSpread,
    flow_concentration: producerGini([...flowsIn, ...flowsOut].map(({ amountUsd }) => amountUsd)),
    structuring_score: structuring,
    small_transaction_ratio: structuring,
    amount_predictability: 1 - Math.min(1, relativeSpread),
    outlier_transactions: outliers(amounts, Math.sqrt(spread)),
  } satisfies Partial<FeatureRow>;
}

/** The share of small transactions, half as much again when most are and there are three. */
function structuringScore(amounts: readonly number[]): number {
  if (amounts.length === 0) return 0;
  const small = amounts.filter((amountUsd) => amountUsd < SMALL_TRANSACTION_USD).length;
  const share = small / amounts.length;
  return share > 0.5 && small >= 3 ? Math.min(1, share * 1.5) : share;
}

function outliers(amounts: readonly number[], deviation: number): number {
  const limit = mean(amounts) + 3 * deviation;
  return amounts.filter((amountUsd) => amountUsd > limit).length;
}
