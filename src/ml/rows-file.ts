import { open } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import type { RowsLayout } from "./contract.ts";
import { FileBytes } from "./file-bytes.ts";
import { type BlockHead, bytesOf, readBlockHead } from "./row-block.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
/** Of a row's key its length, and where its values end. */
const LEAST_BYTES_BEFORE_VALUES = 1 + 8;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** With this the longest row is far below one chunk. */
export const MAX_FEATURES = 16_384;

/**
 * Some whole rows, at least one: nothing is made per row. Valid until the next rows are asked for. `keys` may hold those of
 * other rows of the block, too.
 */
export interface RowChunk extends BlockHead {
  /** Row after row: extras, then features. */
  readonly values: Float32Array;
}

/** Returns how many values each row holds. */
export function valueCountOf({ extras, features }: RowsLayout): number {
  return extras.length + features.length;
}

/** Returns the most rows that a file of this size can hold: those with the shortest key. */
export function maxRowsIn(fileBytes: number, layout: RowsLayout): number {
  return Math.floor(fileBytes / (LEAST_BYTES_BEFORE_VALUES + valueCountOf(layout) * FLOAT_BYTES));
}

/**
 * Yields the rows of a rows file in order, a few megabytes at a time.
 * Throws INTERNAL, naming the place, when the file ends within a block or holds something else than rows.
 */
export async function* readRows(path: string, layout: RowsLayout): AsyncGenerator<RowChunk, void, undefined> {
  const valueCount = valueCountOf(layout);
  const mostRows = Math.max(1, Math.floor(CHUNK_BYTES / (valueCount * FLOAT_BYTES)));
  const memory = new Float32Array(mostRows * valueCount);
  let rowsBefore = 0;
  const file = await open(path, "r");
  try {
    const bytes = new FileBytes(file);
    while ((await bytes.peek(1)).length > 0) {
      const block = await readBlockHead(bytes, valueCount);
      if (block === undefined) throw cutOff(path, rowsBefore);
      for (let row = 0; row < block.rows; row += mostRows) {
        const rows = Math.min(mostRows, block.rows - row);
        const values = memory.subarray(0, rows * valueCount);
        if (!(await bytes.fill(bytesOf(values)))) throw cutOff(path, rowsBefore);
        yield { rows, keys: block.keys, keyStarts: block.keyStarts.subarray(row, row + rows + 1), values };
        rowsBefore += rows;
      }
    }
  } finally {
    await file.close();
  }
}

/** Returns how many bytes the keys of a chunk's rows take, their lengths included. */
export function keyBytesOf({ rows, keyStarts }: RowChunk): number {
  return (keyStarts[rows] ?? NaN) - (keyStarts[0] ?? NaN);
}

/** Returns the features of a chunk, row after row: its own values where no extras stand between them. */
export function featuresOf({ values, rows }: RowChunk, { extras, features }: RowsLayout): Float32Array {
  if (extras.length === 0) return values;
  const width = extras.length + features.length;
  const taken = new Float32Array(rows * features.length);
  for (let row = 0; row < rows; row += 1)
    taken.set(values.subarray(row * width + extras.length, (row + 1) * width), row * features.length);
  return taken;
}

function cutOff(path: string, rows: number): NeuronError {
  const message = `The rows file ${path} is cut off or corrupt after ${rows} whole rows`;
  return new NeuronError("INTERNAL", message, { context: { path, rows } });
}
