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
  let rows = 0;
  await visitRows(path, (bytes, { scoreAt }) => {
    if (rows % every === 0) scores.push(bytes.readDoubleLE(scoreAt));
    rows += 1;
  });
  return Float64Array.from(scores);
}

/** Returns the keys in such a file and their scores, in its order. Throws INTERNAL when it is cut off. */
export async function readKeyedScores(
  path: string,
): Promise<{ readonly keys: string[]; readonly scores: Float64Array }> {
  const keys: string[] = [];
  const scores: number[] = [];
  await visitRows(path, (bytes, { keyAt, scoreAt }) => {
    keys.push(bytes.toString("utf8", keyAt, scoreAt));
    scores.push(bytes.readDoubleLE(scoreAt));
  });
  return { keys, scores: Float64Array.from(scores) };
}

/** Where a row's key begins, and its score, where the key has ended. */
interface Row {
  readonly keyAt: number;
  readonly scoreAt: number;
}

async function visitRows(path: string, visit: (bytes: Buffer, row: Row) => void): Promise<void> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    // A stream without an encoding yields buffers.
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    let position = 0;
    for (let row = findRow(bytes, position); row !== undefined; row = findRow(bytes, position)) {
      visit(bytes, row);
      position = row.scoreAt + SCORE_BYTES;
    }
    rest = bytes.subarray(position);
  }
  if (rest.length > 0) throw new NeuronError("INTERNAL", `The scores in ${path} are cut off`);
}

/** Returns the row that begins at `start`, or undefined where its end is not among these bytes. */
function findRow(bytes: Buffer, start: number): Row | undefined {
  let length = 0;
  for (let index = 0; index < MAX_LENGTH_BYTES; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    length |= (byte & ~MORE_FLAG) << (index * LENGTH_BITS);
    if ((byte & MORE_FLAG) !== 0) continue;
    const keyAt = start + index + 1;
    const scoreAt = keyAt + length;
    return scoreAt + SCORE_BYTES <= bytes.length ? { keyAt, scoreAt } : undefined;
  }
  throw new NeuronError("INTERNAL", "A key of the scores file is longer than keys can be");
}
