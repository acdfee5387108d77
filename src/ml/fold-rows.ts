import { stat } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import type { Objective, RowExtra, RowsLayout } from "./contract.ts";
import type { FoldKeys } from "./folds.ts";
import { ExtrasReader, GroupSizes, groupMeans, type RowReading, type RowSet } from "./row-sets.ts";
import { maxRowsIn, readRows, type RowChunk } from "./rows-file.ts";

/** Addresses are whole numbers below this, evenly spread: a share of them is a share of the addresses. */
export const ADDRESS_BUCKETS = 1_000_000;

/**
 * The most rows that folds are made of. From more, whole addresses are left out: what so many rows cannot tell of a
 * model, more cannot either, and the memory of a fold stays below that of the training that follows.
 */
export const MAX_FOLD_ROWS = 300_000;

/** Labelled rows from which sets of any rows can be taken. */
export class FoldRows {
  readonly rows: number;
  /** Per row the values of the layout's extras. */
  readonly extras: Float32Array;
  readonly #layout: RowsLayout;
  readonly #objective: Objective;
  readonly #features: Float32Array;

  constructor(
    content: { rows: number; extras: Float32Array; features: Float32Array },
    layout: RowsLayout,
    objective: Objective,
  ) {
    this.rows = content.rows;
    this.extras = content.extras;
    this.#features = content.features;
    this.#layout = layout;
    this.#objective = objective;
  }

  get keys(): FoldKeys {
    const all = Uint32Array.from({ length: this.rows }, (_, row) => row);
    const hasHindsight = this.#layout.extras.includes("hindsight");
    return {
      dates: this.#values("date", all),
      addresses: this.#values("address", all),
      ...(hasHindsight && { hindsight: this.#values("hindsight", all) }),
    };
  }

  /** Returns these rows, in this order, ready for a matrix; weighted when they are to train. */
  take(rows: Uint32Array, purpose: "train" | "validation"): RowSet {
    const columns = this.#layout.features.length;
    const features = new Float32Array(rows.length * columns);
    for (const [place, row] of rows.entries()) {
      features.set(this.#features.subarray(row * columns, (row + 1) * columns), place * columns);
    }
    const groups = this.#objective === "rank:ndcg" ? this.#groups(rows) : undefined;
    const isWeighted = purpose === "train" && this.#layout.extras.includes("weight");
    const weights = isWeighted ? this.#values("weight", rows) : undefined;
    const isTaught = purpose === "train" && this.#layout.extras.includes("target");
    const targets = isTaught ? this.#values("target", rows) : undefined;
    return {
      rows: rows.length,
      columns,
      features,
      labels: this.#values("label", rows),
      ...(targets && { targets }),
      ...(weights && { weights: groups ? groupMeans(weights, groups) : weights }),
      ...(groups && { groups }),
    };
  }

  #values(extra: RowExtra, rows: Uint32Array): Float32Array {
    const [width, place] = [this.#layout.extras.length, this.#layout.extras.indexOf(extra)];
    const values = new Float32Array(rows.length);
    for (const [index, row] of rows.entries()) values[index] = this.extras[row * width + place] ?? NaN;
    return values;
  }

  #groups(rows: Uint32Array): Uint32Array {
    const sizes = new GroupSizes();
    for (const group of this.#values("group", rows)) sizes.add(group);
    return sizes.build();
  }
}

/**
 * Reads the rows that folds are made of. Throws INTERNAL, naming the row, for an extra that the objective cannot take,
 * and when date or address are not among the extras.
 * @param maxRows about so many rows at most.
 */
export async function readFoldRows(
  path: string,
  reading: RowReading,
  maxRows = MAX_FOLD_ROWS,
): Promise<FoldRows> {
  const { layout, objective } = reading;
  for (const extra of ["date", "address"] as const) {
    if (!layout.extras.includes(extra)) throw new NeuronError("INTERNAL", `Rows for folds need ${extra}`);
  }
  const { size } = await stat(path);
  const available = maxRowsIn(size, layout);
  const firstLeftOut = Math.ceil(Math.min(1, maxRows / available) * ADDRESS_BUCKETS);
  // Addresses are spread evenly, their rows are not.
  const capacity = available;
  const extras = new Float32Array(capacity * layout.extras.length);
  const features = new Float32Array(capacity * layout.features.length);
  const reader = new ExtrasReader(reading);
  const put = (extra: RowExtra, row: number, value: number) => {
    const place = layout.extras.indexOf(extra);
    if (place >= 0) extras[row * layout.extras.length + place] = value;
  };
  let rows = 0;
  for await (const chunk of readRows(path, layout)) {
    for (let row = 0; row < chunk.rows; row += 1) {
      const read = reader.read(chunk, row);
      if (read.address >= firstLeftOut) continue;
      copyRow(chunk, row, { layout, extras, features, place: rows });
      put("label", rows, read.label);
      put("target", rows, read.target);
      rows += 1;
    }
  }
  const values = features.subarray(0, rows * layout.features.length);
  return new FoldRows({ rows, extras, features: values }, layout, objective);
}

interface Destination {
  readonly layout: RowsLayout;
  readonly extras: Float32Array;
  readonly features: Float32Array;
  readonly place: number;
}

function copyRow({ values }: RowChunk, row: number, to: Destination): void {
  const [extras, columns] = [to.layout.extras.length, to.layout.features.length];
  const start = row * (extras + columns);
  to.extras.set(values.subarray(start, start + extras), to.place * extras);
  to.features.set(values.subarray(start + extras, start + extras + columns), to.place * columns);
}
