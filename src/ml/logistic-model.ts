import { z } from "zod";

import { messageOf, NeuronError } from "../lib/errors.ts";
import { MAX_FEATURES } from "./rows-file.ts";
import { sigmoid } from "./scores.ts";
import { type WrittenFile, writeModelFile } from "./model-file.ts";

/** The weight of one feature; `missing` is what a missing value counts as, before the transformation. */
const termSchema = z.strictObject({
  feature: z.string().min(1),
  weight: z.number(),
  transform: z.literal("log1p").exactOptional(),
  missing: z.number(),
});

/**
 * A named linear model: score = sigmoid(intercept + sum of weight x value). The explicit baseline where there are
 * too few labels to train on.
 */
export const logisticModelSchema = z.strictObject({
  kind: z.literal("logistic"),
  name: z.string().min(1),
  intercept: z.number(),
  terms: z.array(termSchema).max(MAX_FEATURES),
});

export type LogisticModel = z.infer<typeof logisticModelSchema>;

/** Scores one row of a feature matrix that begins at `start`. */
export type RowScorer = (features: Float32Array, start: number) => number;

/** What one feature adds to the margin of a row. */
export interface TermContribution {
  readonly column: number;
  readonly contribution: number;
}

/** Returns what each term adds to the intercept for the row that begins at `start`. */
export type RowExplainer = (features: Float32Array, start: number) => TermContribution[];

/** Writes the model as JSON, whole or not at all; equal models give equal bytes. */
export async function writeLogisticModel(path: string, model: LogisticModel): Promise<WrittenFile> {
  const content = `${JSON.stringify(logisticModelSchema.parse(model), undefined, 2)}\n`;
  return writeModelFile(path, Buffer.from(content));
}

/** Returns the model in these bytes; throws MODEL_REFUSED when they hold none. */
export function parseLogisticModel(bytes: Buffer): LogisticModel {
  try {
    return logisticModelSchema.parse(JSON.parse(bytes.toString("utf8")));
  } catch (error) {
    throw new NeuronError("MODEL_REFUSED", `Not a logistic model: ${messageOf(error)}`, { cause: error });
  }
}

/** Returns the model as a function of rows with these features; throws MODEL_REFUSED when they lack one it needs. */
export function logisticScorer(model: LogisticModel, features: readonly string[]): RowScorer {
  const explain = logisticExplainer(model, features);
  return (values, start) =>
    sigmoid(explain(values, start).reduce((sum, { contribution }) => sum + contribution, model.intercept));
}

/** Returns what explains the model's margins; throws MODEL_REFUSED when the features lack one it needs. */
export function logisticExplainer({ name, terms }: LogisticModel, features: readonly string[]): RowExplainer {
  const placed = terms.map((term) => ({ ...term, column: features.indexOf(term.feature) }));
  const absent = placed.find(({ column }) => column < 0);
  if (absent) throw new NeuronError("MODEL_REFUSED", `The model ${name} needs the feature ${absent.feature}`);
  return (values, start) =>
    placed.map(({ column, weight, transform, missing }) => {
      const found = values[start + column] ?? NaN;
      const value = Number.isNaN(found) ? missing : found;
      return { column, contribution: weight * (transform === "log1p" ? Math.log1p(value) : value) };
    });
}
