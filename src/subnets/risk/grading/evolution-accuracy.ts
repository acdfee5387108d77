import type { GradingSettings } from "../../../config/settings.ts";
import { auc, brier } from "../../../ml/metrics.ts";
import { at } from "../metrics/at.ts";
import type { EvolutionPattern } from "./evolution.ts";

/** What stands for the AUC when all labels are of one class. */
const aucOfOneClass = 0.5;
/** From here up a score calls an alert illicit. */
const illicitFrom = 0.5;

/** The pattern of each alert's address in the batch's order; undefined where the address was gone by then. */
export type AlertPatterns = readonly (EvolutionPattern | undefined)[];

/** Parts and ranges of the evolution score. */
export type EvolutionAccuracySettings = Pick<
  GradingSettings,
  "evolution" | "expanding" | "benign" | "dormant" | "ambiguous"
>;

/** Tier 3B (facts: aml-risk 7.5). */
export type EvolutionGrade =
  | {
      readonly kind: "graded";
      readonly score: number;
      readonly auc: number;
      readonly brier: number;
      /** The share of scores within the range expected of their pattern, ends included. */
      readonly inRange: number;
      /** Alerts whose address still was there over all alerts. */
      readonly coverage: number;
    }
  | {
      readonly kind: "skipped";
      readonly reason: "too_early" | "no_snapshot" | "no_address_left";
      readonly coverage: 0;
    };

/**
 * Grades scores against how their addresses evolved. An expanding address is labelled 1, a benign one 0; of any other
 * the label is the side that the score itself takes, as the reference does.
 *
 * @param scores of the batch's alerts in its order; NaN where there is none, which leaves the alert uncovered.
 */
export function gradeEvolution(
  scores: Float64Array,
  patterns: AlertPatterns,
  settings: EvolutionAccuracySettings,
): EvolutionGrade {
  const covered = { scores: new Float64Array(scores.length), labels: new Uint8Array(scores.length) };
  const expected = expectedScores(settings);
  let [rows, within] = [0, 0];
  for (const [alert, pattern] of patterns.entries()) {
    const score = at(scores, alert);
    if (pattern === undefined || Number.isNaN(score)) continue;
    covered.scores[rows] = score;
    covered.labels[rows] = labelOf(pattern, score);
    const { lowestScore, highestScore } = expected[pattern];
    within += score >= lowestScore && score <= highestScore ? 1 : 0;
    rows += 1;
  }
  const outcomes = { scores: covered.scores.subarray(0, rows), labels: covered.labels.subarray(0, rows) };
  const meanSquare = brier(outcomes);
  if (meanSquare === undefined) return { kind: "skipped", reason: "no_address_left", coverage: 0 };
  const parts = { auc: auc(outcomes) ?? aucOfOneClass, brier: meanSquare, inRange: within / rows };
  const { aucWeight, brierWeight, rangeWeight } = settings.evolution;
  const score = aucWeight * parts.auc + brierWeight * (1 - parts.brier) + rangeWeight * parts.inRange;
  return { kind: "graded", score, ...parts, coverage: rows / scores.length };
}

/**
 * Returns where the scores of an ambiguous address are right in every part of the grade: in its range, and on the side
 * that calls it illicit. Empty where `low` is not below `high`.
 */
export function restlessScores({ ambiguous }: Pick<EvolutionAccuracySettings, "ambiguous">): {
  readonly low: number;
  readonly high: number;
} {
  return { low: illicitFrom, high: ambiguous.highestScore };
}

function expectedScores({ expanding, benign, dormant, ambiguous }: EvolutionAccuracySettings) {
  return {
    expanding_illicit: expanding,
    benign_indicators: benign,
    dormant,
    ambiguous,
  } as const satisfies Record<EvolutionPattern, { lowestScore: number; highestScore: number }>;
}

function labelOf(pattern: EvolutionPattern, score: number): 0 | 1 {
  if (pattern === "expanding_illicit") return 1;
  if (pattern === "benign_indicators") return 0;
  return score >= illicitFrom ? 1 : 0;
}
