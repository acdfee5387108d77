import type { Outcomes } from "../../../ml/metrics.ts";
import { at } from "../metrics/at.ts";
import { calibrationCurve, type CalibrationBin } from "../metrics/calibration.ts";
import { histogram } from "../metrics/histogram.ts";
import { endOfTie } from "../metrics/ranks.ts";
import { descendingOrder } from "../metrics/sort-order.ts";

/** A point of a chart, both from 0 to 1 but for lift. */
export type Point = readonly [x: number, y: number];

/** What charts draw of one contestant. */
export interface Curves {
  readonly calibration: readonly CalibrationBin[];
  /** How many scores fall into each of twenty bins of [0,1], of expanding addresses and of all others. */
  readonly scores: { readonly expanding: readonly number[]; readonly others: readonly number[] };
  /** False against true positives, of expanding and benign addresses alone. */
  readonly roc: readonly Point[];
  /** Recall against precision. */
  readonly precision_recall: readonly Point[];
  /** The share of alerts taken, highest first, against how many times the share of expanding ones is that of all. */
  readonly lift: readonly Point[];
}

const scoreBins = 20;
/** A chart has no use for more points than pixels. */
const maxPoints = 100;
const liftShares = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/**
 * Returns the curves of scores of which 1 is expanding.
 *
 * @param decided those that expanded or stayed benign.
 */
export function curvesOf(outcomes: Outcomes, decided: Outcomes): Curves {
  const steps = stepsOf(outcomes);
  const { positives } = steps.at(-1) ?? { positives: 0 };
  const precisionRecall = steps.map((step): Point => [
    step.positives / positives,
    step.positives / step.rows,
  ]);
  return {
    calibration: calibrationCurve(outcomes),
    scores: {
      expanding: scoresOf(outcomes, (label) => label > 0),
      others: scoresOf(outcomes, (label) => label <= 0),
    },
    roc: rocOf(decided),
    precision_recall: positives > 0 ? thin(precisionRecall) : [],
    lift: positives > 0 ? liftShares.map((share): Point => [share, liftAt(steps, share)]) : [],
  };
}

function rocOf(decided: Outcomes): Point[] {
  const steps = stepsOf(decided);
  const { rows, positives } = steps.at(-1) ?? { rows: 0, positives: 0 };
  if (positives === 0 || positives === rows) return [];
  const points = steps.map((step): Point => [
    (step.rows - step.positives) / (rows - positives),
    step.positives / positives,
  ]);
  return thin([[0, 0], ...points]);
}

function scoresOf({ scores, labels }: Outcomes, holds: (label: number) => boolean): number[] {
  const picked = Array.from(scores).filter((_, row) => holds(at(labels, row)));
  return Array.from(histogram(picked, scoreBins));
}

/** How many rows are taken, and how many of them are positive, after each distinct score from the highest on. */
interface Step {
  readonly rows: number;
  readonly positives: number;
}

function stepsOf({ scores, labels }: Outcomes): Step[] {
  const order = descendingOrder(scores);
  const steps: Step[] = [];
  let positives = 0;
  for (let first = 0; first < order.length;) {
    const end = endOfTie(scores, order, first);
    for (let place = first; place < end; place += 1) positives += at(labels, at(order, place)) > 0 ? 1 : 0;
    steps.push({ rows: end, positives });
    first = end;
  }
  return steps;
}

/** Of rows that tie at the cut, each counts with its chance to be taken. */
function liftAt(steps: readonly Step[], share: number): number {
  const last = steps.at(-1) ?? { rows: 0, positives: 0 };
  const taken = share * last.rows;
  const after = steps.find(({ rows }) => rows >= taken) ?? last;
  const before = steps.findLast(({ rows }) => rows < taken) ?? { rows: 0, positives: 0 };
  const part = (taken - before.rows) / (after.rows - before.rows);
  const found = before.positives + part * (after.positives - before.positives);
  return found / taken / (last.positives / last.rows);
}

/** Keeps the ends and points evenly between. */
function thin(points: readonly Point[]): Point[] {
  if (points.length <= maxPoints) return [...points];
  const pitch = (points.length - 1) / (maxPoints - 1);
  return Array.from({ length: maxPoints }, (_, place) => points[Math.round(place * pitch)]).filter(
    (point) => point !== undefined,
  );
}
