import { dayNumber, isoDate } from "../days.ts";
import type { ModelCard } from "../model-card.ts";
import { at } from "../metrics/at.ts";
import { isPrior, type Comparison } from "./challenge.ts";
import { pickHeldOut, placesWhere, type HeldOutRows } from "./held-out.ts";
import type { Judgement } from "./judge.ts";

/** What the two are compared by. */
export interface Contest {
  readonly champion: ModelCard;
  /** Held-out rows with the champion's scores, and the challenger's scores of them. */
  readonly rows: HeldOutRows;
  readonly scores: Float64Array;
  /** The challenger's own, over all these rows. */
  readonly judgement: Judgement;
  readonly judge: (rows: HeldOutRows, scores: Float64Array) => Judgement;
  /** How long after its date a row's label is known. */
  readonly horizonDays: number;
}

/**
 * Compares a challenger with the champion on equal terms: on held-out rows whose labels the champion could not have
 * known when it was trained, each scored by either. Where there are none, by the grades that either had on dates that
 * both held out. Returns undefined where there are none of these either.
 */
export function compare(contest: Contest): Comparison | undefined {
  return onFreshRows(contest) ?? onCommonDates(contest);
}

function onFreshRows({ champion, rows, scores, judge, horizonDays }: Contest): Comparison | undefined {
  const knownUntil = isPrior(champion)
    ? -Infinity
    : dayNumber(champion.labels_until ?? champion.training_data.end_date);
  const fresh = placesWhere(
    rows,
    (row) => at(rows.dates, row) + horizonDays > knownUntil && !Number.isNaN(at(rows.championScores, row)),
  );
  if (fresh.length === 0) return undefined;
  const picked = pickHeldOut(rows, fresh);
  const ours = judge(
    picked,
    Float64Array.from(fresh, (place) => at(scores, place)),
  ).grade;
  const theirs = judge(picked, Float64Array.from(picked.championScores)).grade;
  if (Number.isNaN(ours + theirs)) return undefined;
  const dates = new Set(picked.dates);
  return {
    challenger: ours,
    champion: theirs,
    on: `${fresh.length} rows of ${dates.size} dates new to both`,
  };
}

function onCommonDates({ champion, judgement }: Contest): Comparison | undefined {
  const theirs = champion.validation?.grade_by_date ?? {};
  const common = [...judgement.gradeByDate].flatMap(([date, ours]) => {
    const grade = theirs[isoDate(date)];
    return grade === undefined ? [] : [{ ours, theirs: grade }];
  });
  if (common.length === 0) return undefined;
  const mean = (grades: readonly number[]) => grades.reduce((sum, grade) => sum + grade, 0) / grades.length;
  return {
    challenger: mean(common.map(({ ours }) => ours)),
    champion: mean(common.map((grades) => grades.theirs)),
    on: `${common.length} dates that either held out`,
  };
}
