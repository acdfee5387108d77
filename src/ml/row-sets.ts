import { stat } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import type { Objective, RowExtra, RowsLayout, TrainRequest } from "./contract.ts";
import type { MatrixContent } from "./data-matrix.ts";
import { maxRowsIn, readRows, type RowChunk, valueCountOf } from "./rows-file.ts";

/** Greatest relevance whose exponential gain the library takes. */
const MAX_RELEVANCE = 31;
/** A file of this size fills the memory of the machines this runs on; also keeps arrays within what V8 can index. */
const MAX_ROWS_FILE_BYTES = 4 * 1024 ** 3;

/** Labelled rows. With groups, the weights are those of the groups: the mean of their rows'. */
export interface RowSet extends MatrixContent {
  readonly rows: number;
  readonly labels: Float32Array;
  /** What the rows teach; undefined where that is their labels. */
  readonly targets?: Float32Array;
  /** 1 for each row of hindsight, else 0; undefined where the layout does not tell. */
  readonly hindsight?: Uint8Array;
}

/** Returns what the library is to learn from these rows. */
export function taughtContent({ targets, ...rows }: RowSet): MatrixContent {
  return targets ? { ...rows, labels: targets } : rows;
}

export interface RowSets {
  readonly train: RowSet;
  /** Its labels, never weighted: the library then stops by the very metric that is reported, which counts rows alike. */
  readonly validation: RowSet;
}

/** How rows are read; a TrainRequest says it too. */
export type RowReading = Pick<TrainRequest, "layout" | "objective" | "positivePatterns">;

/**
 * Reads labelled rows into the memory of matrices, those held out apart from the others.
 * Throws INTERNAL, naming the row, for a label, weight, flag or group that the objective cannot take, for a row of
 * hindsight that is held out, for a group whose rows are not adjacent, and for a file that is not whole rows.
 */
export async function readRowSets(path: string, reading: RowReading): Promise<RowSets> {
  const { layout, objective } = reading;
  const { size } = await stat(path);
  if (size > MAX_ROWS_FILE_BYTES) {
    throw new NeuronError(
      "INTERNAL",
      `The rows file ${path} has ${size} bytes, over the limit of ${MAX_ROWS_FILE_BYTES}`,
    );
  }
  const capacity = maxRowsIn(size, layout);
  const train = new RowSetBuilder(layout, objective, {
    capacity,
    hasWeights: layout.extras.includes("weight"),
    hasTargets: layout.extras.includes("target"),
    hasHindsight: layout.extras.includes("hindsight"),
  });
  const bare = { capacity, hasWeights: false, hasTargets: false, hasHindsight: false };
  const validation = new RowSetBuilder(layout, objective, bare);
  const extras = new ExtrasReader(reading);
  for await (const chunk of readRows(path, layout)) {
    for (let row = 0; row < chunk.rows; row += 1) {
      const values = extras.read(chunk, row);
      (values.isHeldOut ? validation : train).add(chunk, row, values);
    }
  }
  return { train: train.build(), validation: validation.build() };
}

export interface Extras {
  label: number;
  target: number;
  weight: number;
  group: number;
  isHeldOut: boolean;
  date: number;
  address: number;
  pattern: number;
  isHindsight: boolean;
}

/** Reads what stands before the features; hands out the same object for every row, to make none per row. */
export class ExtrasReader {
  readonly #extras: Extras = {
    label: NaN,
    target: NaN,
    weight: 1,
    group: 0,
    isHeldOut: false,
    date: 0,
    address: 0,
    pattern: 0,
    isHindsight: false,
  };
  readonly #layout: RowsLayout;
  readonly #maxLabel: number;
  readonly #positivePatterns: readonly number[] | undefined;
  #row = 0;

  constructor({ layout, objective, positivePatterns }: RowReading) {
    const needed: readonly RowExtra[] = objective === "rank:ndcg" ? ["label", "group"] : ["label"];
    const missing = needed.filter((extra) => !layout.extras.includes(extra));
    if (missing.length > 0)
      throw new NeuronError("INTERNAL", `Rows for ${objective} need ${missing.join(" and ")}`);
    this.#layout = layout;
    this.#positivePatterns = positivePatterns;
    this.#maxLabel = objective === "rank:ndcg" ? MAX_RELEVANCE : 1;
  }

  read({ values }: RowChunk, row: number): Extras {
    let position = row * valueCountOf(this.#layout);
    for (const extra of this.#layout.extras) {
      this.#take(extra, values[position] ?? NaN);
      position += 1;
    }
    this.#row += 1;
    if (this.#extras.isHindsight && this.#extras.isHeldOut)
      throw new NeuronError("INTERNAL", `Row ${this.#row} is of hindsight, and cannot be held out`);
    if (this.#positivePatterns) {
      this.#extras.label = this.#positivePatterns.includes(this.#extras.pattern) ? 1 : 0;
      this.#extras.target = this.#extras.label;
    }
    return this.#extras;
  }

  #take(extra: RowExtra, value: number): void {
    switch (extra) {
      case "label":
        this.#refuseUnless(Number.isInteger(value) && value >= 0 && value <= this.#maxLabel, extra, value);
        this.#extras.label = value;
        break;
      case "target":
        this.#refuseUnless(value >= 0 && value <= this.#maxLabel, extra, value);
        this.#extras.target = value;
        break;
      case "weight":
        this.#refuseUnless(value >= 0 && value < Infinity, extra, value);
        this.#extras.weight = value;
        break;
      case "group":
        this.#refuseUnless(Number.isFinite(value), extra, value);
        this.#extras.group = value;
        break;
      case "date":
      case "address":
        this.#refuseUnless(Number.isInteger(value) && value >= 0, extra, value);
        this.#extras[extra] = value;
        break;
      case "pattern":
        this.#extras.pattern = value;
        break;
      case "validation":
        this.#refuseUnless(value === 0 || value === 1, extra, value);
        this.#extras.isHeldOut = value === 1;
        break;
      case "hindsight":
        this.#refuseUnless(value === 0 || value === 1, extra, value);
        this.#extras.isHindsight = value === 1;
        break;
    }
  }

  #refuseUnless(isValid: boolean, extra: RowExtra, value: number): void {
    if (!isValid) throw new NeuronError("INTERNAL", `Row ${this.#row + 1} has ${value} for its ${extra}`);
  }
}

interface RowSetSettings {
  /** The most rows that can come. */
  readonly capacity: number;
  readonly hasWeights: boolean;
  readonly hasTargets: boolean;
  readonly hasHindsight: boolean;
}

/**
 * Collects rows into arrays of the greatest size they can need. The system commits memory only where something is
 * written, so two sets cost what the rows take, and nothing is ever copied to grow.
 */
class RowSetBuilder {
  readonly #features: Float32Array;
  readonly #labels: Float32Array;
  readonly #targets: Float32Array | undefined;
  readonly #weights: Float32Array;
  readonly #hindsight: Uint8Array | undefined;
  readonly #columns: number;
  readonly #extras: number;
  readonly #hasWeights: boolean;
  readonly #groups: GroupSizes | undefined;
  #rows = 0;

  constructor(
    { extras, features }: RowsLayout,
    objective: Objective,
    { capacity, hasWeights, hasTargets, hasHindsight }: RowSetSettings,
  ) {
    this.#columns = features.length;
    this.#extras = extras.length;
    this.#features = new Float32Array(capacity * features.length);
    this.#labels = new Float32Array(capacity);
    this.#targets = hasTargets ? new Float32Array(capacity) : undefined;
    this.#weights = new Float32Array(hasWeights ? capacity : 0);
    this.#hindsight = hasHindsight ? new Uint8Array(capacity) : undefined;
    this.#hasWeights = hasWeights;
    this.#groups = objective === "rank:ndcg" ? new GroupSizes() : undefined;
  }

  add({ values }: RowChunk, row: number, extras: Extras): void {
    const { label, target, weight, group, isHindsight } = extras;
    const start = row * (this.#extras + this.#columns) + this.#extras;
    this.#features.set(values.subarray(start, start + this.#columns), this.#rows * this.#columns);
    this.#labels[this.#rows] = label;
    if (this.#targets) this.#targets[this.#rows] = target;
    if (this.#hasWeights) this.#weights[this.#rows] = weight;
    if (this.#hindsight) this.#hindsight[this.#rows] = isHindsight ? 1 : 0;
    this.#groups?.add(group);
    this.#rows += 1;
  }

  build(): RowSet {
    const weights = this.#weights.subarray(0, this.#rows);
    const groups = this.#groups?.build();
    return {
      rows: this.#rows,
      columns: this.#columns,
      features: this.#features.subarray(0, this.#rows * this.#columns),
      labels: this.#labels.subarray(0, this.#rows),
      ...(this.#targets && { targets: this.#targets.subarray(0, this.#rows) }),
      ...(this.#hasWeights && { weights: groups ? groupMeans(weights, groups) : weights }),
      ...(groups && { groups }),
      ...(this.#hindsight && { hindsight: this.#hindsight.subarray(0, this.#rows) }),
    };
  }
}

/** Counts adjacent rows of equal group. */
export class GroupSizes {
  readonly #seen = new Set<number>();
  readonly #sizes: number[] = [];
  #current: number | undefined;

  add(group: number): void {
    if (group !== this.#current) {
      if (this.#seen.has(group))
        throw new NeuronError("INTERNAL", `The rows of group ${group} are not adjacent`);
      this.#seen.add(group);
      this.#current = group;
      this.#sizes.push(0);
    }
    this.#sizes.push((this.#sizes.pop() ?? 0) + 1);
  }

  build(): Uint32Array {
    return Uint32Array.from(this.#sizes);
  }
}

/** Returns the weight of each group: the mean of its rows'. */
export function groupMeans(weights: Float32Array, groups: Uint32Array): Float32Array {
  let start = 0;
  return Float32Array.from(groups, (size) => {
    const sum = weights.subarray(start, start + size).reduce((total, weight) => total + weight, 0);
    start += size;
    return sum / size;
  });
}
