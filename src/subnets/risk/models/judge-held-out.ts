import type { Calibration } from "../../../ml/calibration.ts";
import type { EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import { readHeldOut, type HeldOutRows } from "./held-out.ts";
import { chooseCalibration, judgedRows, type Judgement } from "./judge.ts";
import { judgeRanking } from "./ranking-judge.ts";

/** What a validation held out, and how it is judged. */
export interface HeldOutFiles {
  readonly path: string;
  /** The same rows with the margins of a second model, see Calibration. */
  readonly secondPath: string | undefined;
  /** Scores only have an order. */
  readonly isRanking: boolean;
  readonly grading: EvolutionAccuracySettings;
  readonly addressGroups: number;
}

export interface JudgedHeldOut {
  readonly judgement: Judgement;
  /** Undefined for a ranker. */
  readonly calibration: Calibration | undefined;
  /** The rows that were judged, and the scores by which. */
  readonly rows: HeldOutRows;
  readonly scores: Float64Array;
}

/** Calibrates what a validation held out, and judges it. Takes seconds. Throws INTERNAL for a file that is not whole. */
export async function judgeHeldOut(files: HeldOutFiles): Promise<JudgedHeldOut> {
  const heldOut = await readHeldOut(files.path);
  if (files.isRanking) {
    const scores = Float64Array.from(heldOut.margins);
    return { judgement: judgeRanking(heldOut, scores), calibration: undefined, rows: heldOut, scores };
  }
  const seconds = files.secondPath === undefined ? undefined : (await readHeldOut(files.secondPath)).margins;
  const rows = judgedRows({ ...heldOut, ...(seconds && { secondMargins: seconds }) });
  return { rows, ...chooseCalibration(rows, files.grading, files.addressGroups) };
}
