import { leb128 } from "./leb128.ts";
import { keyBytesOf, type RowChunk } from "./rows-file.ts";

/** What the features contribute to the margins of some rows. */
export interface RowContributions {
  readonly columns: number;
  /** Row after row: one per column, then the base. */
  readonly contributions: Float32Array;
  /** One per row. */
  readonly margins: Float32Array;
  /** One per row: which model is explained, see ExplainRequest. */
  readonly models: Uint8Array;
}

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const PLACE_BYTES = Uint16Array.BYTES_PER_ELEMENT;

/** What was explained: rows, and the values of their features, row after row. */
export interface ExplainedRows {
  readonly chunk: RowChunk;
  readonly features: Float32Array;
}

/**
 * Returns the rows in RowBinary, see ExplainRequest. The greatest contributions come first, of equals the one whose
 * feature comes first; a feature that contributes nothing is left out.
 */
export function encodeContributions(
  { chunk, features }: ExplainedRows,
  explained: RowContributions,
  top: number,
): Buffer {
  const { rows, keys, keyStarts } = chunk;
  const { columns, contributions, margins, models } = explained;
  const kept = Math.min(top, columns);
  const longest = 1 + 2 * FLOAT_BYTES + 3 * leb128(kept).length + kept * (PLACE_BYTES + 2 * FLOAT_BYTES);
  const encoded = Buffer.allocUnsafe(keyBytesOf(chunk) + rows * longest);
  let position = 0;
  for (let row = 0; row < rows; row += 1) {
    const values = contributions.subarray(row * (columns + 1), (row + 1) * (columns + 1) - 1);
    const places = greatest(values, kept);
    const length = leb128(places.length);
    position += keys.copy(encoded, position, keyStarts[row], keyStarts[row + 1]);
    position = encoded.writeUInt8(models[row] ?? 0, position);
    position = encoded.writeFloatLE(margins[row] ?? NaN, position);
    position = encoded.writeFloatLE(contributions[(row + 1) * (columns + 1) - 1] ?? NaN, position);
    position += length.copy(encoded, position);
    for (const place of places) position = encoded.writeUInt16LE(place, position);
    position += length.copy(encoded, position);
    for (const place of places)
      position = encoded.writeFloatLE(features[row * columns + place] ?? NaN, position);
    position += length.copy(encoded, position);
    for (const place of places) position = encoded.writeFloatLE(values[place] ?? NaN, position);
  }
  return encoded.subarray(0, position);
}

/** Keeps the greatest in order while it goes through the values once: sorting them all would take longer. */
function greatest(values: Float32Array, count: number): Uint16Array {
  const places = new Uint16Array(count);
  let filled = 0;
  for (let place = 0; place < values.length; place += 1) {
    const size = Math.abs(values[place] ?? NaN);
    if (size === 0) continue;
    let at = filled;
    for (; at > 0; at -= 1) {
      const before = places[at - 1] ?? 0;
      if (Math.abs(values[before] ?? NaN) >= size) break;
      if (at < count) places[at] = before;
    }
    if (at < count) places[at] = place;
    filled = Math.min(filled + 1, count);
  }
  return places.subarray(0, filled);
}
