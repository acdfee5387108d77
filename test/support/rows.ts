import { indexRows } from "../../src/ml/rows-file.ts";

/** Returns the rows of a rows file by key; a key that comes twice is an error. */
export function decodeRows(bytes: Buffer, valueCount: number): Map<string, number[]> {
  const { rows, rowStarts, keyEnds, valueStarts } = indexRows(bytes, valueCount);
  if (rowStarts[rows] !== bytes.length)
    throw new Error(`Only ${rows} rows of ${bytes.length} bytes are whole`);
  const decoded = new Map<string, number[]>();
  for (let row = 0; row < rows; row += 1) {
    const [start = 0, keyEnd = 0, values = 0] = [rowStarts[row], keyEnds[row], valueStarts[row]];
    const lengthBytes = (bytes[start] ?? 0) > 0x7f ? 2 : 1;
    const key = bytes.toString("utf8", start + lengthBytes, keyEnd);
    if (decoded.has(key)) throw new Error(`Two rows of ${key}`);
    decoded.set(
      key,
      Array.from({ length: valueCount }, (_, index) => bytes.readFloatLE(values + 4 * index)),
    );
  }
  return decoded;
}
