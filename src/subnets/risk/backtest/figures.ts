import type { GradingSettings } from "../../../config/settings.ts";
import { auc, brier, logLoss, ndcg, type Outcomes } from "../../../ml/metrics.ts";
import { gradeEvolution } from "../grading/evolution-accuracy.ts";
import { finalGrade } from "../grading/final-grade.ts";
import { gradeLabels, type AlertLabels } from "../grading/label-accuracy.ts";
import { at } from "../metrics/at.ts";
import { averagePrecision, precisionAt } from "../metrics/average-precision.ts";
import { expectedCalibrationError } from "../metrics/calibration.ts";
import { coveredOutcomes, gradedAge, joinOutcomes, type DateSample, type Entry } from "./sample.ts";

/** What is given per batch; over several dates it is the mean of the dates. */
export const batchFigures = [
  "final",
  "tier1",
  "tier2",
  "tier3",
  "labels_auc",
  "evolution",
  "evolution_auc",
  "in_range",
  "precision_at_10",
  "precision_at_50",
  "precision_at_100",
  "ndcg",
] as const;

/**
 * What is measured over alerts, those of all dates together. The AUC is of expanding against benign addresses alone, as
 * dormant and ambiguous ones are neither; all else takes every address that was still there, expanding or not.
 */
export const alertFigures = ["auc", "pr_auc", "brier", "log_loss", "calibration_error"] as const;

export const figureNames = [...batchFigures, ...alertFigures] as const;

export type FigureName = (typeof figureNames)[number];

/** A figure without a value, such as an AUC over one class, is undefined. */
export type Figures = Readonly<Record<FigureName, number | undefined>>;

/** One contestant on one date, over some of its alerts, each as often as it is drawn. */
export interface Draw {
  readonly sample: DateSample;
  readonly entry: Entry;
  readonly rows: Uint32Array;
}

/** What figures over one or several dates are made of. */
export interface Part {
  readonly batch: BatchFigures;
  readonly covered: Outcomes;
  /** Those that expanded or stayed benign. */
  readonly decided: Outcomes;
}

type BatchFigures = Readonly<Record<(typeof batchFigures)[number], number | undefined>>;

/** Returns what one date adds to the figures of one contestant. */
export function partOf(draw: Draw, settings: GradingSettings): Part {
  const { decided, ...covered } = coveredOutcomes(draw.sample.evidence, draw.entry.scores, draw.rows);
  return { batch: batchFiguresOf(draw, covered, settings), covered, decided };
}

/** Returns the figures of one contestant over one or several dates. Undefined for none. */
export function figuresOf(parts: readonly Part[]): Figures | undefined {
  const [first, ...rest] = parts;
  if (first === undefined) return undefined;
  const isOne = rest.length === 0;
  const covered = isOne ? first.covered : joinOutcomes(parts.map((part) => part.covered));
  const decided = isOne ? first.decided : joinOutcomes(parts.map((part) => part.decided));
  const means = batchFigures.map((name) => [name, meanOf(parts.map(({ batch }) => batch[name]))] as const);
  return {
    ...(Object.fromEntries(means) as BatchFigures),
    auc: auc(decided),
    pr_auc: averagePrecision(covered),
    brier: brier(covered),
    log_loss: logLoss(covered),
    calibration_error: expectedCalibrationError(covered),
  };
}

/**
 * Tiers 1 and 2 are of the whole batch whatever is drawn: alerts that are drawn twice would count as duplicates and as
 * inconsistent addresses.
 */
function batchFiguresOf(
  { sample: { evidence }, entry, rows }: Draw,
  covered: Outcomes,
  settings: GradingSettings,
): BatchFigures {
  const scores = Float64Array.from(rows, (row) => at(entry.scores, row));
  const patterns = Array.from(rows, (row) => evidence.patterns?.[row]);
  const evolution = gradeEvolution(scores, patterns, settings);
  const labels = gradeLabels(scores, drawnLabels(evidence.labels, rows));
  const { tier1, tier2 } = entry.grade;
  const tier3 = { labels, evolution };
  const final = finalGrade({ tier1, tier2, tier3, ageDays: gradedAge(settings) }, settings);
  return {
    final: final.score,
    tier1: tier1.passed ? 1 : 0,
    tier2: tier2.score,
    tier3: final.tier3,
    labels_auc: labels.kind === "graded" ? labels.score : undefined,
    evolution: evolution.kind === "graded" ? evolution.score : undefined,
    evolution_auc: evolution.kind === "graded" ? evolution.auc : undefined,
    in_range: evolution.kind === "graded" ? evolution.inRange : undefined,
    precision_at_10: precisionAt(covered, 10),
    precision_at_50: precisionAt(covered, 50),
    precision_at_100: precisionAt(covered, 100),
    ndcg: ndcg(covered, [covered.labels.length]),
  };
}

function drawnLabels({ alerts, values }: AlertLabels, rows: Uint32Array): AlertLabels {
  const byAlert = new Map<number, number[]>();
  for (let entry = 0; entry < alerts.length; entry += 1) {
    const alert = at(alerts, entry);
    byAlert.set(alert, [...(byAlert.get(alert) ?? []), at(values, entry)]);
  }
  const drawn: { alerts: number[]; values: number[] } = { alerts: [], values: [] };
  for (const [place, row] of rows.entries()) {
    for (const value of byAlert.get(row) ?? []) {
      drawn.alerts.push(place);
      drawn.values.push(value);
    }
  }
  return drawn;
}

/** NaN, the grade of constant scores, makes the mean NaN; dates without a value do not count. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
