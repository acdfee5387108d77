import type { Calibration } from "../../../ml/calibration.ts";
import type { TrainingParameters, TrainRequest } from "../../../ml/contract.ts";
import { restlessScores, type EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import { patternNumbers } from "./training-rows.ts";

/**
 * How sure the second model must be before it has a say. Raising a score from near 0 to near the end of the ambiguous
 * range gains where the address is restless and loses where it is benign; by Brier score and range (facts: aml-risk 7.5)
 * the two are even at 0.62. Further up a grade loses a little, and fewer benign addresses pass those that expand.
 */
const SECOND_FROM = 0.7;

/** More rows are restless than expand: they bear trees of so many times more features. */
const SECOND_FEATURES_FACTOR = 1.5;

/** Patterns other than benign and dormant, which the second model tells from these, see Calibration. */
const restlessPatterns = [
  patternNumbers.indexOf("expanding_illicit") + 1,
  patternNumbers.indexOf("ambiguous") + 1,
];

export type SecondSay = Omit<NonNullable<Calibration["second"]>, "curve">;

/** Whether a pattern, by its number in a row, is what the second model foretells. */
export function isRestless(pattern: number): boolean {
  return restlessPatterns.includes(pattern);
}

/** Returns how the training of the second model differs from that of the first. */
export function secondModel(
  own: TrainingParameters,
): Required<Pick<TrainRequest, "parameters" | "constraints" | "positivePatterns">> {
  const colsample_bytree = Math.min(1, own.colsample_bytree * SECOND_FEATURES_FACTOR);
  return { parameters: { ...own, colsample_bytree }, constraints: {}, positivePatterns: restlessPatterns };
}

/**
 * Returns when the second model has a say and what it is, beside the curve that makes a probability of its margin. It
 * tells an ambiguous address from a quiet one: a grade counts that on the side of the score itself (facts: aml-risk 7.5),
 * so `restlessScores` are right for it in every part of the grade. Undefined where none are.
 */
export function secondSay(grading: EvolutionAccuracySettings): SecondSay | undefined {
  const range = restlessScores(grading);
  return range.low < range.high ? { from: SECOND_FROM, ...range } : undefined;
}
