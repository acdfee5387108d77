import type { FeatureRow } from "../tables/feature-columns.ts";

/** What an address has at the least; the rest of the score grows with its completeness. */
const BASE_QUALITY = 0.3;

/** Returns how much is known of an address: the share of its numbers that are not zero. */
export function qualityFeatures(features: Readonly<Record<string, unknown>>) {
  const numbers = Object.values(features).filter((value) => typeof value === "number");
  const completeness = numbers.filter((value) => value !== 0).length / Math.max(1, numbers.length);
  return {
    completeness_score: completeness,
    quality_score: BASE_QUALITY + (1 - BASE_QUALITY) * completeness,
    outlier_score: 0,
    confidence_score: 1,
  } satisfies Partial<FeatureRow>;
}
