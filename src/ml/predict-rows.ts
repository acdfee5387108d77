import { open, rename, writeFile } from "node:fs/promises";

import type { PredictRequest, PredictResult, RowsLayout } from "./contract.ts";
import { HighestRows } from "./highest-rows.ts";
import { partialPathOf } from "./model-file.ts";
import { readRows, type RowChunk } from "./rows-file.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { breakTie } from "./tie-break.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
const SCORE_BYTES = Float64Array.BYTES_PER_ELEMENT;

/**
 * Scores the rows a few megabytes at a time, so memory does not grow with them, and puts the scores file in place
 * when it is whole. Throws MODEL_REFUSED, LIBRARY_MISSING, and INTERNAL for rows that cannot be scored.
 */
export async function predictRows(
  request: PredictRequest,
  openLibrary: () => XgboostLibrary,
): Promise<Omit<PredictResult, "durationMs">> {
  const { model, layout, nthread } = request;
  const scorer = await openScorer(model, { features: layout.features, nthread }, openLibrary);
  try {
    return { rows: await scoreFile(scorer, request) };
  } finally {
    scorer.dispose();
  }
}

async function scoreFile(scorer: Scorer, request: PredictRequest): Promise<number> {
  const { rowsPath, layout, scoresPath, breakTies = false, highest } = request;
  const partialPath = partialPathOf(scoresPath);
  const file = await open(partialPath, "w");
  const highestRows = highest && new HighestRows(highest.most);
  const featuresOf = featureReader(layout);
  let rows = 0;
  try {
    for await (const chunk of readRows(rowsPath, layout)) {
      if (chunk.rows === 0) continue;
      const given = scorer.score(featuresOf(chunk));
      const scores = breakTies ? withoutTies(chunk, given) : given;
      await file.writeFile(encodeScores(chunk, scores));
      highestRows?.add(chunk, scores);
      rows += chunk.rows;
    }
  } finally {
    await file.close();
  }
  if (highest && highestRows) await writeFile(highest.rowsPath, highestRows.take());
  await rename(partialPath, scoresPath);
  return rows;
}

/** Returns a function that gives the features of a chunk, row after row: valid until it is called again. */
export function featureReader({ extras, features }: RowsLayout): (chunk: RowChunk) => Float32Array {
  const rowBytes = features.length * FLOAT_BYTES;
  // Megabytes that are made anew for each chunk would be zeroed, and collected, each time.
  let memory = Buffer.from(new ArrayBuffer(0));
  return ({ bytes, rows, valueStarts }) => {
    if (memory.length < rows * rowBytes) memory = Buffer.from(new ArrayBuffer(rows * rowBytes));
    for (let row = 0; row < rows; row += 1) {
      const start = (valueStarts[row] ?? NaN) + extras.length * FLOAT_BYTES;
      bytes.copy(memory, row * rowBytes, start, start + rowBytes);
    }
    // Bytes as they stand: RowBinary is little-endian, and so is every machine the library is built for.
    return new Float32Array(memory.buffer, 0, rows * features.length);
  };
}

function withoutTies({ bytes, rowStarts, keyEnds }: RowChunk, scores: Float64Array): Float64Array {
  return scores.map((score, row) => breakTie(score, bytes.subarray(rowStarts[row], keyEnds[row])));
}

/** Keys go from file to file as they stand, length and all. */
function encodeScores({ bytes, rows, rowStarts, keyEnds }: RowChunk, scores: Float64Array): Buffer {
  let keyBytes = 0;
  for (let row = 0; row < rows; row += 1) keyBytes += (keyEnds[row] ?? NaN) - (rowStarts[row] ?? NaN);
  const encoded = Buffer.allocUnsafe(keyBytes + rows * SCORE_BYTES);
  let position = 0;
  for (let row = 0; row < rows; row += 1) {
    position += bytes.copy(encoded, position, rowStarts[row], keyEnds[row]);
    position = encoded.writeDoubleLE(scores[row] ?? NaN, position);
  }
  return encoded;
}
