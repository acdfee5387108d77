import type { Calibration, CalibrationCurve } from "../../../ml/calibration.ts";
import { fitIsotonic, fitPlatt } from "../../../ml/fit-calibration.ts";
import type { EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import { at } from "../metrics/at.ts";
import type { HeldOutRows } from "./held-out.ts";
import { isRestless, secondSay } from "./second-model.ts";

/** A way to calibrate. */
export interface Candidate {
  /** Fits a calibration to held-out rows. */
  readonly calibrate: (rows: HeldOutRows) => Calibration;
  readonly hasSecond: boolean;
}

/** Returns the ways of calibration that are tried, simplest first. */
export function calibrationCandidates(
  { secondMargins }: HeldOutRows,
  grading: EvolutionAccuracySettings,
): Candidate[] {
  const gap = { low: grading.benign.highestScore, high: grading.expanding.lowestScore };
  const gaps = [{}, ...(gap.low < gap.high ? [{ ranges: gap }] : [])];
  const say = secondMargins && secondSay(grading);
  return (say ? [undefined, say] : [undefined]).flatMap((second) =>
    [platt, isotonic].flatMap((fit) =>
      gaps.map((ranges): Candidate => ({
        hasSecond: second !== undefined,
        calibrate: (rows) => ({
          curve: fit(rows),
          ...ranges,
          ...(second && { second: { curve: secondCurve(rows), ...second } }),
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
  const labels = Float32Array.from(secondMargins, (_, row) => (isRestless(at(patterns, row)) ? 1 : 0));
  return fitPlatt({ margins: secondMargins, labels });
}
