import { type CalibrationCurve, MAX_KNOTS } from "./calibration.ts";
import { sigmoid } from "./scores.ts";

/** Margins of held-out rows and what became of them. */
export interface HeldOutMargins {
  readonly margins: ArrayLike<number>;
  /** 0 or 1. */
  readonly labels: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

const MAX_NEWTON_STEPS = 100;
const CONVERGED_STEP = 1e-9;
/** Keeps the curve finite where the margins separate the classes; far below what any number of rows can tell. */
const RIDGE = 1e-6;

/**
 * Returns the logistic curve of greatest likelihood through the rows, by Newton's method, its targets pulled from 0 and
 * 1 as Platt (1999) does against too much confidence. A curve that would fall is flat: a margin that foretells the
 * opposite foretells nothing to build on.
 */
export function fitPlatt(rows: HeldOutMargins): CalibrationCurve {
  const targets = smoothedTargets(rows);
  let [slope, intercept] = [0, 0];
  for (let step = 0; step < MAX_NEWTON_STEPS; step += 1) {
    const [slopeStep, interceptStep] = newtonStep(rows, targets, { slope, intercept });
    slope += slopeStep;
    intercept += interceptStep;
    if (Math.abs(slopeStep) + Math.abs(interceptStep) < CONVERGED_STEP) break;
  }
  if (slope > 0 && Number.isFinite(slope + intercept)) return { method: "platt", slope, intercept };
  const odds = targets.mean / (1 - targets.mean);
  return { method: "platt", slope: 0, intercept: Math.log(odds) };
}

/**
 * Returns the non-decreasing curve of least squares through the rows (pool adjacent violators), merged to at most
 * MAX_KNOTS steps of about equal weight or more. Equal margins count as one. Returns undefined for no rows.
 */
export function fitIsotonic(rows: HeldOutMargins): CalibrationCurve | undefined {
  const blocks = mergeSmall(pooled(blocksOf(rows)));
  if (blocks.length === 0) return undefined;
  return {
    method: "isotonic",
    margins: blocks.map(({ marginSum, weight }) => marginSum / weight),
    probabilities: blocks.map(({ labelSum, weight }) => labelSum / weight),
  };
}

interface Targets {
  readonly negative: number;
  readonly positive: number;
  /** The mean of the targets over the rows. */
  readonly mean: number;
}

function smoothedTargets({ labels, weights }: HeldOutMargins): Targets {
  let [positives, negatives] = [0, 0];
  for (let row = 0; row < labels.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    if ((labels[row] ?? NaN) > UNDECIDED) positives += weight;
    else negatives += weight;
  }
  const positive = (positives + 1) / (positives + 2);
  const negative = 1 / (negatives + 2);
  const total = positives + negatives;
  const mean = total === 0 ? UNDECIDED : (positives * positive + negatives * negative) / total;
  return { positive, negative, mean };
}

const UNDECIDED = 0.5;

function newtonStep(
  { margins, labels, weights }: HeldOutMargins,
  { negative, positive }: Targets,
  { slope, intercept }: { slope: number; intercept: number },
): readonly [number, number] {
  let [gradientA, gradientB, aa, ab, bb] = [0, 0, RIDGE, 0, RIDGE];
  for (let row = 0; row < labels.length; row += 1) {
    const margin = margins[row] ?? NaN;
    const weight = weights?.[row] ?? 1;
    const probability = sigmoid(slope * margin + intercept);
    const target = (labels[row] ?? NaN) > UNDECIDED ? positive : negative;
    const error = weight * (target - probability);
    const curvature = weight * probability * (1 - probability);
    gradientA += error * margin;
    gradientB += error;
    aa += curvature * margin * margin;
    ab += curvature * margin;
    bb += curvature;
  }
  const determinant = aa * bb - ab * ab;
  return [(bb * gradientA - ab * gradientB) / determinant, (aa * gradientB - ab * gradientA) / determinant];
}

/** Rows of about the same margin and what became of them, as sums. */
interface Block {
  readonly marginSum: number;
  readonly labelSum: number;
  readonly weight: number;
}

/** One block per distinct margin, rising. */
function blocksOf({ margins, labels, weights }: HeldOutMargins): Block[] {
  const order = Uint32Array.from({ length: labels.length }, (_, row) => row);
  order.sort((a, b) => (margins[a] ?? NaN) - (margins[b] ?? NaN));
  const blocks: Block[] = [];
  let lastMargin: number | undefined;
  for (const row of order) {
    const [margin, weight] = [margins[row] ?? NaN, weights?.[row] ?? 1];
    const block = { marginSum: margin * weight, labelSum: (labels[row] ?? NaN) * weight, weight };
    if (weight === 0) continue;
    const same = margin === lastMargin ? blocks.pop() : undefined;
    blocks.push(same ? merge(same, block) : block);
    lastMargin = margin;
  }
  return blocks;
}

function pooled(blocks: readonly Block[]): Block[] {
  const stack: Block[] = [];
  for (let block of blocks) {
    for (let below = stack.at(-1); below && rate(below) >= rate(block); below = stack.at(-1)) {
      block = merge(below, block);
      stack.pop();
    }
    stack.push(block);
  }
  return stack;
}

/** A step that few rows speak for is chance: adjacent steps are merged until each has its share of the weight. */
function mergeSmall(blocks: readonly Block[]): Block[] {
  const least = blocks.reduce((sum, { weight }) => sum + weight, 0) / MAX_KNOTS;
  const merged: Block[] = [];
  let open: Block | undefined;
  for (const block of blocks) {
    open = open ? merge(open, block) : block;
    if (open.weight < least) continue;
    merged.push(open);
    open = undefined;
  }
  const last = open && merged.pop();
  return open ? [...merged, last ? merge(last, open) : open] : merged;
}

function merge(a: Block, b: Block): Block {
  return {
    marginSum: a.marginSum + b.marginSum,
    labelSum: a.labelSum + b.labelSum,
    weight: a.weight + b.weight,
  };
}

function rate({ labelSum, weight }: Block): number {
  return labelSum / weight;
}
