import type { GradingSettings } from "../../../config/settings.ts";

/** How tiers become one grade. */
export type FinalSettings = Pick<GradingSettings, "tier1" | "tier2" | "tier3" | "flat">;

/** A part of tier 3 that counts as far as it covers the alerts. */
export type Part =
  | { readonly kind: "graded"; readonly score: number; readonly coverage: number }
  | { readonly kind: "skipped" };

/** What the final grade is made of. */
export interface Tiers {
  readonly tier1: { readonly passed: boolean };
  readonly tier2: { readonly score: number };
  readonly tier3: { readonly labels: Part; readonly evolution: Part };
  /** Days between submission and grading. */
  readonly ageDays: number;
}

export interface FinalGrade {
  /** From 0 to 1; NaN where behaviour is, and then no reward. */
  readonly score: number;
  /** Accuracy alone. */
  readonly tier3: number;
  /** Which rule gave the score. */
  readonly verdict: "tier1_failed" | "tier2_failed" | "flat_period" | "graded";
}

/** Returns the grade of a submission (facts: aml-risk 7.1). */
export function finalGrade({ tier1, tier2, tier3, ageDays }: Tiers, settings: FinalSettings): FinalGrade {
  const { labelsWeight, evolutionWeight, weight } = settings.tier3;
  const accuracy = labelsWeight * worthOf(tier3.labels) + evolutionWeight * worthOf(tier3.evolution);
  const given = (score: number, verdict: FinalGrade["verdict"]) => ({ score, tier3: accuracy, verdict });
  if (settings.tier1.gate && !tier1.passed) return given(0, "tier1_failed");
  if (settings.tier2.gate && tier2.score < settings.tier2.minimum) return given(0, "tier2_failed");
  if (ageDays < settings.flat.days) return given(settings.flat.reward, "flat_period");
  return given(settings.tier2.weight * tier2.score + weight * accuracy, "graded");
}

function worthOf(part: Part): number {
  return part.kind === "graded" ? part.score * part.coverage : 0;
}
