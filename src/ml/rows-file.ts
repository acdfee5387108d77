import { open } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import type { RowsLayout } from "./contract.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const READ_BYTES = 4 * 1024 * 1024;

/** The longest key whose length still fits two LEB128 bytes. */
export const MAX_KEY_BYTES = 16_383;
/** With MAX_KEY_BYTES this keeps the longest row far below one read. */
export const MAX_FEATURES = 16_384;

/** Whole rows that stand in `bytes`, by position: nothing is made per value. Valid until the next rows are asked for. */
export interface RowChunk {
  readonly bytes: Buffer;
  readonly rows: number;
  /** Where row i begins with its key; entry `rows` is where the last one ends. */
  readonly rowStarts: Uint32Array;
  /** Where the key of row i, which is a length and so many bytes, ends. */
  readonly keyEnds: Uint32Array;
  /** Where the 32-bit little-endian floats of row i begin: extras, then features. */
  readonly valueStarts: Uint32Array;
}

/** Returns how many values each row holds. */
export function valueCountOf({ extras, features }: RowsLayout): number {
  return extras.length + features.length;
}

/** Returns the most rows that a file of this size can hold: those with the shortest key. */
export function maxRowsIn(fileBytes: number, layout: RowsLayout): number {
  return Math.floor(fileBytes / minRowBytes(valueCountOf(layout)));
}

/**
 * Yields the rows of a RowBinary file in order, a few megabytes at a time.
 * Throws INTERNAL, naming the place, when the file ends within a row or holds something else than rows.
 */
export async function* readRows(path: string, layout: RowsLayout): AsyncGenerator<RowChunk, void, undefined> {
  const valueCount = valueCountOf(layout);
  const buffer = Buffer.allocUnsafe(READ_BYTES);
  const file = await open(path, "r");
  try {
    let [filled, rowsBefore] = [0, 0];
    for (;;) {
      const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
      // Nothing read: the file is at its end, or what fills the whole buffer is not even one row.
      if (bytesRead === 0) break;
      filled += bytesRead;
      const chunk = indexRows(buffer.subarray(0, filled), valueCount);
      yield chunk;
      const consumed = chunk.rowStarts[chunk.rows] ?? 0;
      buffer.copyWithin(0, consumed, filled);
      filled -= consumed;
      rowsBefore += chunk.rows;
    }
    if (filled === 0) return;
    const message = `The rows file ${path} is cut off or corrupt after ${rowsBefore} whole rows`;
    throw new NeuronError("INTERNAL", message, { context: { path, rows: rowsBefore } });
  } finally {
    await file.close();
  }
}

/** Returns the positions of the whole rows at the beginning of `bytes`, up to where none follows. */
export function indexRows(bytes: Buffer, valueCount: number): RowChunk {
  const count = leb128(valueCount);
  const capacity = Math.floor(bytes.length / minRowBytes(valueCount));
  const rowStarts = new Uint32Array(capacity + 1);
  const keyEnds = new Uint32Array(capacity);
  const valueStarts = new Uint32Array(capacity);
  let [rows, position] = [0, 0];
  while (rows < capacity) {
    const keyEnd = endOfKey(bytes, position);
    const valueStart = keyEnd + count.length;
    const end = valueStart + valueCount * FLOAT_BYTES;
    // Also false for NaN, where no key ends.
    if (!(end <= bytes.length)) break;
    if (bytes.compare(count, 0, count.length, keyEnd, valueStart) !== 0) break;
    keyEnds[rows] = keyEnd;
    valueStarts[rows] = valueStart;
    rows += 1;
    rowStarts[rows] = end;
    position = end;
  }
  return { bytes, rows, rowStarts, keyEnds, valueStarts };
}

function minRowBytes(valueCount: number): number {
  return 1 + leb128(valueCount).length + valueCount * FLOAT_BYTES;
}

/** Returns a length as RowBinary writes it before a String or an Array. */
export function leb128(length: number): Buffer {
  const bytes = [];
  for (; length > 0x7f; length >>>= 7) bytes.push((length & 0x7f) | 0x80);
  return Buffer.from([...bytes, length]);
}

/** Returns where the String at `position` ends, which may be past the bytes; NaN when its length is cut off or too great. */
function endOfKey(bytes: Buffer, position: number): number {
  const low = bytes[position] ?? NaN;
  if (low <= 0x7f) return position + 1 + low;
  const high = bytes[position + 1] ?? NaN;
  return high <= 0x7f ? position + 2 + (low & 0x7f) + high * 0x80 : NaN;
}
