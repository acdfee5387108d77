import { open, rename, writeFile } from "node:fs/promises";

import type { PredictRequest, PredictResult } from "./contract.ts";
import { HighestRows } from "./highest-rows.ts";
import { partialPathOf } from "./model-file.ts";
import { featuresOf, keyBytesOf, readRows, type RowChunk } from "./rows-file.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import { breakTie } from "./tie-break.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

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
  let rows = 0;
  try {
    for await (const chunk of readRows(rowsPath, layout)) {
      const given = scorer.score(featuresOf(chunk, layout));
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

function withoutTies({ keys, keyStarts }: RowChunk, scores: Float64Array): Float64Array {
  return scores.map((score, row) => breakTie(score, keys.subarray(keyStarts[row], keyStarts[row + 1])));
}

/** Keys go from file to file as they stand, length and all. */
function encodeScores(chunk: RowChunk, scores: Float64Array): Buffer {
  const { rows, keys, keyStarts } = chunk;
  const encoded = Buffer.allocUnsafe(keyBytesOf(chunk) + rows * SCORE_BYTES);
  let position = 0;
  for (let row = 0; row < rows; row += 1) {
    position += keys.copy(encoded, position, keyStarts[row], keyStarts[row + 1]);
    position = encoded.writeDoubleLE(scores[row] ?? NaN, position);
  }
  return encoded;
}
