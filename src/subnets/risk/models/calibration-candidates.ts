import type { Calibration, CalibrationCurve } from "../../../ml/calibration.ts";
import { fitIsotonic, fitPlatt } from "../../../ml/fit-calibration.ts";
import { restlessScores, type EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import { at } from "../metrics/at.ts";
import type { HeldOutRows } from "./held-out.ts";
import { patternNumbers } from "./training-rows.ts";

/** A way to calibrate. */
export interface Candidate {
  /** Fits a calibration to held-out rows. */
  readonly calibrate: (rows: HeldOutRows) => Calibration;
  readonly hasSecond: boolean;
}

/**
 * How sure the second model must be before it has a say. Raising a score from near 0 to near the end of the ambiguous
 * range gains where the address is restless and loses where it is benign; by Brier score and range (facts: aml-risk 7.5)
 * the two are even at 0.62. Further up a grade loses a little, and fewer benign addresses pass those that expand.
 */
const SECOND_FROM = 0.75;

const benign = patternNumbers.indexOf("benign_indicators") + 1;
const dormant = patternNumbers.indexOf("dormant") + 1;

/**
 * Returns the ways of calibration that are tried, simplest first. The second model tells an ambiguous address from a
 * quiet one: it is expected between `ambiguous.lowestScore` and `highestScore`, and a grade counts it on the side of
 * the score itself (facts: aml-risk 7.5), so `restlessScores` are right for it in every part of the grade.
 */
export function calibrationCandidates(
  { secondMargins }: HeldOutRows,
  grading: EvolutionAccuracySettings,
): Candidate[] {
  const gap = { low: grading.benign.highestScore, high: grading.expanding.lowestScore };
  const gaps = [{}, ...(gap.low < gap.high ? [{ ranges: gap }] : [])];
  const range = restlessScores(grading);
  const hasSecond = secondMargins !== undefined && range.low < range.high;
  return (hasSecond ? [false, true] : [false]).flatMap((withSecond) =>
    [platt, isotonic].flatMap((fit) =>
      gaps.map((ranges): Candidate => ({
        hasSecond: withSecond,
        calibrate: (rows) => ({
          curve: fit(rows),
          ...ranges,
          ...(withSecond && { second: { curve: secondCurve(rows), from: SECOND_FROM, ...range } }),
        }),
      })),
    ),
  );
}

function platt(rows: HeldOutRows): CalibrationCurve {
  return fitPlatt(rows);
}

function isotonic(rows: HeldOutRows): CalibrationCurve {
  return fitIsotonic(rows) ?? fitPlatt(rows);
}

function secondCurve({ secondMargins = new Float32Array(), patterns }: HeldOutRows): CalibrationCurve {
  const labels = Float32Array.from(secondMargins, (_, row) => {
    const pattern = at(patterns, row);
    return pattern === benign || pattern === dormant ? 0 : 1;
  });
  return fitPlatt({ margins: secondMargins, labels });
}
