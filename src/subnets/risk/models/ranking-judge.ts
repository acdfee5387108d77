import { ndcg } from "../../../ml/metrics.ts";
import { at } from "../metrics/at.ts";
import { placesWhere, type HeldOutRows } from "./held-out.ts";
import type { Judgement } from "./judge.ts";

/** Judges scores of held-out rows by their order alone: the grade is the mean over the dates of the NDCG. */
export function judgeRanking(rows: HeldOutRows, scores: ArrayLike<number>): Judgement {
  const gradeByDate = new Map(
    [...new Set(rows.dates)].map((date) => {
      const places = placesWhere(rows, (row) => at(rows.dates, row) === date);
      const outcomes = {
        scores: Float64Array.from(places, (place) => at(scores, place)),
        labels: Float32Array.from(places, (place) => at(rows.labels, place)),
      };
      return [date, ndcg(outcomes, [places.length])] as const;
    }),
  );
  const known = [...gradeByDate].filter((entry): entry is [number, number] => entry[1] !== undefined);
  return {
    grade: known.reduce((sum, [, grade]) => sum + grade, 0) / known.length,
    gradeByDate: new Map(known),
    auc: undefined,
    prAuc: undefined,
    brier: undefined,
    logLoss: undefined,
    calibrationError: undefined,
    rows: rows.labels.length,
  };
}
