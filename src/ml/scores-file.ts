import { createReadStream } from "node:fs";

import { NeuronError } from "../lib/errors.ts";

const SCORE_BYTES = Float64Array.BYTES_PER_ELEMENT;
const MORE_FLAG = 0x80;
const LENGTH_BITS = 7;
/** More would be a key of over two megabytes. */
const MAX_LENGTH_BYTES = 3;

/**
 * Returns the scores in a file that PredictRequest describes, in its order. Throws INTERNAL when it is cut off.
 * @param every 1 for all scores, 2 for every other one, and so on.
 */
export async function readScores(path: string, every = 1): Promise<Float64Array> {
  const scores: number[] = [];
  let [rest, rows] = [Buffer.alloc(0), 0];
  for await (const chunk of createReadStream(path)) {
    // A stream without an encoding yields buffers.
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    let position = 0;
    for (let end = rowEnd(bytes, position); end !== undefined; end = rowEnd(bytes, position)) {
      if (rows % every === 0) scores.push(bytes.readDoubleLE(end - SCORE_BYTES));
      rows += 1;
      position = end;
    }
    rest = bytes.subarray(position);
  }
  if (rest.length > 0) throw new NeuronError("INTERNAL", `The scores in ${path} are cut off`);
  return Float64Array.from(scores);
}

/** Returns where the row that begins at `start` ends, or undefined where its end is not among these bytes. */
function rowEnd(bytes: Buffer, start: number): number | undefined {
  let length = 0;
  for (let index = 0; index < MAX_LENGTH_BYTES; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    length |= (byte & ~MORE_FLAG) << (index * LENGTH_BITS);
    if ((byte & MORE_FLAG) !== 0) continue;
    const end = start + index + 1 + length + SCORE_BYTES;
    return end <= bytes.length ? end : undefined;
  }
  throw new NeuronError("INTERNAL", "A key of the scores file is longer than keys can be");
}
