import { NeuronError } from "../lib/errors.ts";
import type { LogisticModel, TrainRequest } from "./contract.ts";
import type { MatrixContent } from "./data-matrix.ts";
import { logisticMargin } from "./logistic-model.ts";
import { sigmoid } from "./scores.ts";

/** Under this name the prior stands among the attributes of a model file, as JSON and shifted. */
export const PRIOR_ATTRIBUTE = "prior";

/** The furthest that an intercept is shifted: beyond, a score no longer changes in double precision. */
const MAX_SHIFT = 40;
/** So many halvings leave of the range no more than rounding does. */
const BISECTIONS = 60;
/** Where the rows teach one class alone, no shift reaches their mean: this close to it is enough. */
const MIN_MEAN = 1e-6;

/**
 * Returns the request's prior with the intercept at which its mean score over the rows that train is the mean of what
 * they teach, both by weight; undefined where the request has no prior. Throws INTERNAL for an objective whose margins
 * are no log-odds, MODEL_REFUSED when the rows lack a feature of the prior.
 * @param taught the rows that train, labelled by what they teach.
 */
export function fitPrior(
  { prior, objective, layout }: Pick<TrainRequest, "prior" | "objective" | "layout">,
  taught: MatrixContent,
): LogisticModel | undefined {
  if (prior === undefined) return undefined;
  if (objective !== "binary:logistic")
    throw new NeuronError("INTERNAL", `A model for ${objective} cannot begin at a prior`);
  const margins = marginsOf(prior, taught, layout.features);
  return { ...prior, intercept: prior.intercept + shiftFor(margins, taught) };
}

/** Returns the rows with the prior's margins to begin at; as they are where there is none. Throws as fitPrior. */
export function beginAt(
  prior: LogisticModel | undefined,
  content: MatrixContent,
  features: readonly string[],
): MatrixContent {
  if (prior === undefined) return content;
  const baseMargins = new Float32Array(marginsOf(prior, content, features));
  const row = baseMargins.findIndex((margin) => !Number.isFinite(margin));
  if (row < 0) return { ...content, baseMargins };
  // The library would take it in silence, and every tree would be of no number.
  const message = `The prior ${prior.name} gives ${String(baseMargins[row])} for row ${row + 1}`;
  throw new NeuronError("INTERNAL", message);
}

function marginsOf(
  prior: LogisticModel,
  { features: values, columns }: MatrixContent,
  features: readonly string[],
): Float64Array {
  const marginOf = logisticMargin(prior, features);
  return new Float64Array(values.length / columns).map((_, row) => marginOf(values, row * columns));
}

/** The mean score rises with the shift, so halving the range finds it. */
function shiftFor(margins: Float64Array, { labels, weights }: MatrixContent): number {
  const taught = weightedMean((row) => labels?.[row] ?? NaN, margins.length, weights);
  // Rows without any weight teach nothing.
  if (Number.isNaN(taught)) return 0;
  const wanted = Math.min(Math.max(taught, MIN_MEAN), 1 - MIN_MEAN);
  let [low, high] = [-MAX_SHIFT, MAX_SHIFT];
  for (let step = 0; step < BISECTIONS; step += 1) {
    const middle = (low + high) / 2;
    const mean = weightedMean((row) => sigmoid((margins[row] ?? NaN) + middle), margins.length, weights);
    if (mean < wanted) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** NaN where the weights are all zero. */
function weightedMean(valueOf: (row: number) => number, rows: number, weights?: Float32Array): number {
  let [sum, total] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const weight = weights ? (weights[row] ?? NaN) : 1;
    sum += weight * valueOf(row);
    total += weight;
  }
  return sum / total;
}
