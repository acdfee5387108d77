import { NeuronError } from "../lib/errors.ts";
import type { LogisticModel, TrainRequest } from "./contract.ts";
import type { MatrixContent } from "./data-matrix.ts";
import { logisticMargin } from "./logistic-model.ts";
import { meanShift, weightedMean } from "./mean-shift.ts";

/** Under this name the prior stands among the attributes of a model file, as JSON and shifted. */
export const PRIOR_ATTRIBUTE = "prior";

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
  const { labels = [], weights } = taught;
  const shift = meanShift(marginsOf(prior, taught, layout.features), weightedMean(labels, weights), weights);
  return { ...prior, intercept: prior.intercept + shift };
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
