import { z } from "zod";

import { messageOf, NeuronError } from "../lib/errors.ts";
import { sigmoid } from "./scores.ts";

/** The most steps that an isotonic calibration is kept in. */
export const MAX_KNOTS = 64;

/** Under this name the calibration stands among the attributes of a model file. */
export const CALIBRATION_ATTRIBUTE = "calibration";
/** Under this name the second model stands there, its UBJSON in base64. */
export const SECOND_MODEL_ATTRIBUTE = "second_model";

const platt = z.strictObject({ method: z.literal("platt"), slope: z.number(), intercept: z.number() });

const isotonic = z
  .strictObject({
    method: z.literal("isotonic"),
    margins: z.array(z.number()).min(1).max(MAX_KNOTS),
    probabilities: z.array(z.number().min(0).max(1)).min(1).max(MAX_KNOTS),
  })
  .refine(({ margins, probabilities }) => margins.length === probabilities.length, "as many of each")
  .refine(({ margins }) => isRising(margins), "margins rise")
  .refine(({ probabilities }) => isRising(probabilities), "probabilities do not fall");

/**
 * How a margin becomes a probability.
 *
 * platt: sigmoid(slope x margin + intercept) (Platt 1999). isotonic: the probabilities at these margins, linear
 * between them and constant beyond (Zadrozny and Elkan 2002).
 *
 * `ranges` then moves a probability between `low` and `high` to the nearer of the two, or close to it: where no score
 * within the gap is ever the expected one, the edge is the better answer on either side.
 *
 * `second` is for a second model, of whether a row is anything but negative: where its probability is `from` or more,
 * the score is at least between `low` and `high`.
 */
const curveSchema = z.discriminatedUnion("method", [platt, isotonic]);

export const calibrationSchema = z.strictObject({
  curve: curveSchema,
  ranges: z
    .strictObject({ low: z.number().min(0).max(1), high: z.number().min(0).max(1) })
    .refine(({ low, high }) => low < high, "low is below high")
    .exactOptional(),
  second: z
    .strictObject({
      curve: curveSchema,
      from: z.number().min(0).max(1),
      low: z.number().min(0).max(1),
      high: z.number().min(0).max(1),
    })
    .refine(({ low, high }) => low < high, "low is below high")
    .exactOptional(),
});

export type Calibration = z.infer<typeof calibrationSchema>;
export type CalibrationCurve = Calibration["curve"];

/** This share of a score is the uncalibrated probability, so that what a curve makes equal keeps its order. */
const ORDER_SHARE = 1e-3;
/** How much of the gap between two ranges is kept before an edge, for the order of the scores that are moved there. */
const EDGE_WIDTH = 0.02;
const UNDECIDED = 0.5;

/** Returns the score of a margin, and of the second model's margin where there is such a model. */
export type Calibrator = (margin: number, secondMargin?: number) => number;

/** Returns a function to scores in [0,1] that never falls with a margin, and rises wherever the sigmoid does. */
export function calibrator(calibration: Calibration): Calibrator {
  const first = firstScore(calibration);
  const raised = secondScore(calibration);
  return (margin, secondMargin) => Math.max(first(margin), raised(secondMargin));
}

/** Returns a function that tells whether the score of these margins is the second model's. */
export function isRaisedBySecond(
  calibration: Calibration,
): (margin: number, secondMargin: number | undefined) => boolean {
  const first = firstScore(calibration);
  const raised = secondScore(calibration);
  return (margin, secondMargin) => raised(secondMargin) > first(margin);
}

function firstScore({ curve, ranges }: Calibration): (margin: number) => number {
  const probabilityAt = orderedCurve(curve);
  return ranges === undefined ? probabilityAt : (margin) => outsideGap(probabilityAt(margin), ranges);
}

/** The score that the second model asks for at least: 0 where it has no say. */
function secondScore({ second }: Calibration): (secondMargin: number | undefined) => number {
  if (second === undefined) return () => 0;
  const { from, low, high } = second;
  const probabilityAt = orderedCurve(second.curve);
  return (secondMargin) => {
    const unrest = secondMargin === undefined ? 0 : probabilityAt(secondMargin);
    return unrest < from ? 0 : low + (high - low) * ((unrest - from) / (1 - from || 1));
  };
}

function orderedCurve(curve: CalibrationCurve): (margin: number) => number {
  const probabilityAt = curveFunction(curve);
  return (margin) => (1 - ORDER_SHARE) * probabilityAt(margin) + ORDER_SHARE * sigmoid(margin);
}

/** Returns the calibration in this text; throws MODEL_REFUSED when it holds none. */
export function parseCalibration(text: string): Calibration {
  try {
    return calibrationSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new NeuronError("MODEL_REFUSED", `Not a calibration: ${messageOf(error)}; train a new model`, {
      cause: error,
    });
  }
}

function curveFunction(curve: CalibrationCurve): (margin: number) => number {
  switch (curve.method) {
    case "platt":
      return (margin) => sigmoid(curve.slope * margin + curve.intercept);
    case "isotonic":
      return (margin) => interpolate(curve, margin);
  }
}

function interpolate({ margins, probabilities }: z.infer<typeof isotonic>, margin: number): number {
  const next = margins.findIndex((knot) => knot >= margin);
  const above = probabilities[next < 0 ? margins.length - 1 : next] ?? NaN;
  const [left, right] = [margins[next - 1], margins[next]];
  if (left === undefined || right === undefined) return above;
  const below = probabilities[next - 1] ?? NaN;
  return below + ((margin - left) / (right - left)) * (above - below);
}

/** Moves what lies in the gap next to an edge, in order; what lies outside stays, but for the room that this takes. */
function outsideGap(probability: number, { low, high }: { low: number; high: number }): number {
  const middle = Math.min(Math.max(UNDECIDED, low), high);
  const floor = low - EDGE_WIDTH;
  const ceiling = high + EDGE_WIDTH;
  if (probability <= floor || probability >= ceiling) return probability;
  return probability < middle
    ? // Rounding must not push what belongs below the edge over it.
      Math.min(low, floor + ((probability - floor) / (middle - floor)) * EDGE_WIDTH)
    : high + ((probability - middle) / (ceiling - middle)) * EDGE_WIDTH;
}

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? NaN));
}
