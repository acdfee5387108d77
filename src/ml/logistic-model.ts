import { z } from "zod";

import { messageOf, NeuronError } from "../lib/errors.ts";
import type { LogisticModel, LogisticTerm } from "./contract.ts";
import { MAX_FEATURES } from "./rows-file.ts";
import { sigmoid } from "./scores.ts";
import { type WrittenFile, writeModelFile } from "./model-file.ts";

const termSchema: z.ZodType<LogisticTerm> = z.strictObject({
  feature: z.string().min(1),
  weight: z.number(),
  transform: z.literal("log1p").exactOptional(),
  missing: z.number(),
});

export const logisticModelSchema: z.ZodType<LogisticModel> = z.strictObject({
  kind: z.literal("logistic"),
  name: z.string().min(1),
  intercept: z.number(),
  terms: z.array(termSchema).max(MAX_FEATURES),
});

/** Scores one row of a feature matrix that begins at `start`. */
export type RowScorer = (features: Float32Array, start: number) => number;

/** Returns the margin of the row of a feature matrix that begins at `start`. */
export type RowMargin = (features: Float32Array, start: number) => number;

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
  const marginOf = logisticMargin(model, features);
  return (values, start) => sigmoid(marginOf(values, start));
}

/** Returns the model's margin as such a function; throws MODEL_REFUSED when the features lack one it needs. */
export function logisticMargin(model: LogisticModel, features: readonly string[]): RowMargin {
  const terms = placedTerms(model, features);
  return (values, start) => {
    let margin = model.intercept;
    for (const term of terms) margin += contributionOf(term, values, start);
    return margin;
  };
}

/** Returns what explains the model's margins; throws MODEL_REFUSED when the features lack one it needs. */
export function logisticExplainer(model: LogisticModel, features: readonly string[]): RowExplainer {
  const terms = placedTerms(model, features);
  return (values, start) =>
    terms.map((term) => ({ column: term.column, contribution: contributionOf(term, values, start) }));
}

/** A logistic model over rows of known features. */
export interface PlacedLogistic {
  readonly intercept: number;
  readonly marginOf: RowMargin;
  readonly explain: RowExplainer;
}

/** Returns the model over rows with these features; throws MODEL_REFUSED when they lack one it needs. */
export function placeLogistic(model: LogisticModel, features: readonly string[]): PlacedLogistic {
  return {
    intercept: model.intercept,
    marginOf: logisticMargin(model, features),
    explain: logisticExplainer(model, features),
  };
}

interface PlacedTerm extends LogisticTerm {
  readonly column: number;
}

function placedTerms({ name, terms }: LogisticModel, features: readonly string[]): readonly PlacedTerm[] {
  const placed = terms.map((term) => ({ ...term, column: features.indexOf(term.feature) }));
  const absent = placed.find(({ column }) => column < 0);
  if (absent) throw new NeuronError("MODEL_REFUSED", `The model ${name} needs the feature ${absent.feature}`);
  return placed;
}

function contributionOf(
  { column, weight, transform, missing }: PlacedTerm,
  values: Float32Array,
  start: number,
): number {
  const found = values[start + column] ?? NaN;
  const value = Number.isNaN(found) ? missing : found;
  return weight * (transform === "log1p" ? Math.log1p(value) : value);
}
