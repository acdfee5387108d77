import { at } from "./at.ts";

const bytesPerKey = 8;
const buckets = 256;

/**
 * Returns the rows in ascending order of their values, equal values in the order of the rows; values must not be NaN.
 * A radix sort over the bytes of the doubles: no comparator is called, which for a million rows is several times
 * faster than sorting indices with one.
 */
export function ascendingOrder(values: ArrayLike<number>): Uint32Array {
  const keys = sortableBytes(values);
  let order = Uint32Array.from({ length: values.length }, (_, row) => row);
  let next = new Uint32Array(values.length);
  for (let byte = 0; byte < bytesPerKey; byte += 1) {
    const starts = bucketStarts(keys, byte);
    if (starts === undefined) continue;
    for (const row of order) {
      const bucket = at(keys, row * bytesPerKey + byte);
      const place = at(starts, bucket);
      next[place] = row;
      starts[bucket] = place + 1;
    }
    [order, next] = [next, order];
  }
  return order;
}

/** Returns the rows in descending order of their values, in any order among equals. */
export function descendingOrder(values: ArrayLike<number>): Uint32Array {
  return ascendingOrder(values).reverse();
}

/**
 * Returns each value as eight bytes, least first, that order as unsigned numbers the way the values do: the sign bit
 * flipped, and all bits of negative ones (Herf 2001).
 */
function sortableBytes(values: ArrayLike<number>): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * bytesPerKey));
  for (let row = 0; row < values.length; row += 1) {
    const start = row * bytesPerKey;
    // Adding 0 makes one zero of the two.
    view.setFloat64(start, at(values, row) + 0, true);
    const high = view.getUint32(start + 4, true);
    const isNegative = high >>> 31 === 1;
    view.setUint32(start + 4, isNegative ? ~high : high ^ 0x80000000, true);
    if (isNegative) view.setUint32(start, ~view.getUint32(start, true), true);
  }
  return new Uint8Array(view.buffer);
}

/** Returns where each value of a byte starts in the order; undefined when all rows share one. */
function bucketStarts(keys: Uint8Array, byte: number): Uint32Array | undefined {
  const counts = new Uint32Array(buckets);
  for (let index = byte; index < keys.length; index += bytesPerKey) {
    const bucket = at(keys, index);
    counts[bucket] = at(counts, bucket) + 1;
  }
  if (counts.includes(keys.length / bytesPerKey)) return undefined;
  let start = 0;
  return counts.map((count) => (start += count) - count);
}
