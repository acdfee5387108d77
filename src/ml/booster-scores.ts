import type { Booster } from "./booster.ts";
import { type Calibration, calibrator } from "./calibration.ts";
import type { Objective } from "./contract.ts";
import { DataMatrix } from "./data-matrix.ts";
import type { DenseRows } from "./dense-rows.ts";
import type { PlacedLogistic } from "./logistic-model.ts";
import { checkedScores, shortestDecimal, sigmoid } from "./scores.ts";

/** How margins become scores. */
export interface ScoreForm {
  readonly objective: Objective;
  readonly calibration?: Calibration | undefined;
  /** The model for the calibration's `second`. */
  readonly second?: Booster | undefined;
  /** What the booster's margins begin at; not for a matrix with base margins, which are the prior's already. */
  readonly prior?: PlacedLogistic | undefined;
}

/**
 * Returns the scores of a booster, one per row: calibrated where the model says how; else for classification the
 * probability, as the shortest decimal that names it; else for ranking the logistic function of the margin, which keeps
 * the order within [0,1].
 */
export function scoresOf(booster: Booster, rows: DataMatrix | DenseRows, form: ScoreForm): Float64Array {
  const { objective, calibration, second } = form;
  if (calibration) {
    const toScore = calibrator(calibration);
    const others = second && treeMargins(second, rows);
    return checkedScores(marginsOf(booster, rows, form).map((margin, row) => toScore(margin, others?.[row])));
  }
  switch (objective) {
    case "binary:logistic":
      return checkedScores(probabilitiesOf(booster, rows, form).map(shortestDecimal));
    case "rank:ndcg":
      return checkedScores(marginsOf(booster, rows, form).map(sigmoid));
  }
}

/** Returns the margins that trees gave these rows with the prior's added to them. */
export function addPrior(
  margins: Float32Array,
  prior: PlacedLogistic | undefined,
  { features, columns }: Pick<DenseRows, "features" | "columns">,
): Float64Array {
  const added = new Float64Array(margins);
  return prior ? added.map((margin, row) => margin + prior.marginOf(features, row * columns)) : added;
}

function marginsOf(booster: Booster, rows: DataMatrix | DenseRows, { prior }: ScoreForm): Float64Array {
  const margins = booster.predict(rows, "margin");
  return rows instanceof DataMatrix ? new Float64Array(margins) : addPrior(margins, prior, rows);
}

/** The library's own, or with a prior, of which it knows nothing, as precise. */
function probabilitiesOf(booster: Booster, rows: DataMatrix | DenseRows, form: ScoreForm): Float64Array {
  return form.prior
    ? marginsOf(booster, rows, form).map((margin) => Math.fround(sigmoid(margin)))
    : new Float64Array(booster.predict(rows, "probability"));
}

/** The margins of a model without a prior: the base margins of a matrix are of another model. */
function treeMargins(booster: Booster, rows: DataMatrix | DenseRows): Float32Array {
  const margins = booster.predict(rows, "margin");
  const bases = rows instanceof DataMatrix ? rows.baseMargins : undefined;
  return bases ? margins.map((margin, row) => margin - (bases[row] ?? NaN)) : margins;
}
