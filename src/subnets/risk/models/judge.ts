import { type Calibration, calibrator } from "../../../ml/calibration.ts";
import { auc, brier, logLoss } from "../../../ml/metrics.ts";
import { gradeEvolution, type EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import type { EvolutionPattern } from "../grading/evolution.ts";
import { at } from "../metrics/at.ts";
import { averagePrecision } from "../metrics/average-precision.ts";
import { expectedCalibrationError } from "../metrics/calibration.ts";
import { calibrationCandidates, type Candidate } from "./calibration-candidates.ts";
import { pickHeldOut, placesWhere, type HeldOutRows } from "./held-out.ts";
import { patternNumbers } from "./training-rows.ts";

/** The most that held-out scores may differ from the shares of expanding addresses: room below the 0.05 promised. */
const MAX_CALIBRATION_ERROR = 0.035;

/** What the second model must add to the grade to be worth its place: less is chance. */
const LEAST_SECOND_GAIN = 0.003;

/** How good scores of held-out rows are. A measure without a value, such as an AUC over one class, is undefined. */
export interface Judgement {
  /** The mean over the dates of what validators make of them: tier 3B (facts: aml-risk 7.5). Higher is better. */
  readonly grade: number;
  readonly gradeByDate: ReadonlyMap<number, number>;
  readonly auc: number | undefined;
  readonly prAuc: number | undefined;
  readonly brier: number | undefined;
  readonly logLoss: number | undefined;
  readonly calibrationError: number | undefined;
  readonly rows: number;
}

export interface JudgedCalibration {
  readonly calibration: Calibration;
  /** Of scores that were calibrated on other addresses than they are of. */
  readonly judgement: Judgement;
  /** Of the judged rows, in their order. */
  readonly scores: Float64Array;
}

/**
 * Returns the rows that are judged: those whose label is from evolution, which is what is graded; all of them where
 * these hold one class or none.
 */
export function judgedRows(rows: HeldOutRows): HeldOutRows {
  const evolved = pickHeldOut(
    rows,
    placesWhere(rows, (row) => at(rows.patterns, row) > 0),
  );
  return new Set(evolved.labels).size > 1 ? evolved : rows;
}

/**
 * Returns the calibration with the best grade: by Platt or isotonic, with or without moving scores out of the gap
 * between what is expected of benign and of expanding addresses, with or without the second model. Each is graded on
 * scores whose calibration was fitted to the rows of other addresses, and then fitted to all rows. One that leaves the
 * scores too far from probabilities is taken only where all do, and one with the second model only where it is clearly
 * better. Ties go to the simpler, which comes first.
 */
export function chooseCalibration(
  rows: HeldOutRows,
  grading: EvolutionAccuracySettings,
  addressGroups: number,
): JudgedCalibration {
  const judged = calibrationCandidates(rows, grading).map(({ calibrate, hasSecond }) => {
    const scores = crossCalibrated(rows, calibrate, addressGroups);
    const judgement = judge(rows, scores, grading);
    const worth = judgement.grade - (hasSecond ? LEAST_SECOND_GAIN : 0);
    return { calibrate, scores, judgement, worth };
  });
  const honest = judged.filter(({ judgement }) => (judgement.calibrationError ?? 1) <= MAX_CALIBRATION_ERROR);
  const best = (honest.length > 0 ? honest : judged).reduce((winner, other) =>
    other.worth > winner.worth ? other : winner,
  );
  return { calibration: best.calibrate(rows), judgement: best.judgement, scores: best.scores };
}

/** Judges scores in [0,1] of held-out rows, one per row. */
export function judge(
  rows: HeldOutRows,
  scores: Float64Array,
  grading: EvolutionAccuracySettings,
): Judgement {
  const outcomes = { scores, labels: rows.labels };
  const gradeByDate = new Map(
    [...new Set(rows.dates)].map((date) => [date, gradeOfDate(rows, scores, { date, grading })] as const),
  );
  const grades = [...gradeByDate.values()];
  return {
    grade: grades.reduce((sum, grade) => sum + grade, 0) / grades.length,
    gradeByDate,
    auc: auc(outcomes),
    prAuc: averagePrecision(outcomes),
    brier: brier(outcomes),
    logLoss: logLoss(outcomes),
    calibrationError: expectedCalibrationError(outcomes),
    rows: rows.labels.length,
  };
}

function gradeOfDate(
  rows: HeldOutRows,
  scores: Float64Array,
  { date, grading }: { date: number; grading: EvolutionAccuracySettings },
): number {
  const places = placesWhere(rows, (row) => at(rows.dates, row) === date);
  const patterns = Array.from(places, (place) => patternOf(rows, place));
  const ofDate = Float64Array.from(places, (place) => at(scores, place));
  const grade = gradeEvolution(ofDate, patterns, grading);
  return grade.kind === "graded" ? grade.score : NaN;
}

/** A label from elsewhere says which side is right, as expanding and benign do. */
function patternOf({ patterns, labels }: HeldOutRows, row: number): EvolutionPattern {
  const number = at(patterns, row);
  return patternNumbers[number - 1] ?? (at(labels, row) > 0 ? "expanding_illicit" : "benign_indicators");
}

function crossCalibrated(
  rows: HeldOutRows,
  calibrate: Candidate["calibrate"],
  addressGroups: number,
): Float64Array {
  const scores = new Float64Array(rows.labels.length);
  for (let group = 0; group < addressGroups; group += 1) {
    const isIn = (row: number) => at(rows.addresses, row) % addressGroups === group;
    const others = placesWhere(rows, (row) => !isIn(row));
    const toScore = calibrator(calibrate(pickHeldOut(rows, others)));
    for (const place of placesWhere(rows, isIn)) {
      scores[place] = toScore(at(rows.margins, place), rows.secondMargins?.[place]);
    }
  }
  return scores;
}
