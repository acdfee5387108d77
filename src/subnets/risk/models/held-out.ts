import { readFile } from "node:fs/promises";
import { NeuronError } from "../../../lib/errors.ts";
import { at } from "../metrics/at.ts";
import { trainingExtras } from "./training-rows.ts";

/** What models that had not seen them say of labelled rows: one entry per row in every array. */
export interface HeldOutRows {
  readonly labels: Float32Array;
  /** Days since 1970. */
  readonly dates: Float32Array;
  /** Equal for rows of one address. */
  readonly addresses: Float32Array;
  /** Places in `patternNumbers` from 1; 0 for a label that is not from evolution. */
  readonly patterns: Float32Array;
  readonly margins: Float32Array;
  /** Of a second model, see Calibration. */
  readonly secondMargins?: Float32Array;
  /** NaN where there is no champion. */
  readonly championScores: Float32Array;
}

const width = trainingExtras.length + 2;

/** Reads the held-out rows that a validation wrote. Throws INTERNAL when they are not whole. */
export async function readHeldOut(path: string): Promise<HeldOutRows> {
  const bytes = await readFile(path);
  const rows = bytes.length / Float32Array.BYTES_PER_ELEMENT / width;
  if (!Number.isInteger(rows)) throw new NeuronError("INTERNAL", `The held-out rows in ${path} are cut off`);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, rows * width);
  const column = (place: number) =>
    Float32Array.from({ length: rows }, (_, row) => at(values, row * width + place));
  return {
    labels: column(trainingExtras.indexOf("label")),
    dates: column(trainingExtras.indexOf("date")),
    addresses: column(trainingExtras.indexOf("address")),
    patterns: column(trainingExtras.indexOf("pattern")),
    margins: column(trainingExtras.length),
    championScores: column(trainingExtras.length + 1),
  };
}

/** Returns the rows at these places. */
export function pickHeldOut(rows: HeldOutRows, places: Uint32Array): HeldOutRows {
  const pick = (values: Float32Array) => Float32Array.from(places, (place) => at(values, place));
  return {
    labels: pick(rows.labels),
    dates: pick(rows.dates),
    addresses: pick(rows.addresses),
    patterns: pick(rows.patterns),
    margins: pick(rows.margins),
    ...(rows.secondMargins && { secondMargins: pick(rows.secondMargins) }),
    championScores: pick(rows.championScores),
  };
}

/** Returns the places of the rows for which this holds. */
export function placesWhere(rows: HeldOutRows, holds: (row: number) => boolean): Uint32Array {
  return Uint32Array.from({ length: rows.labels.length }, (_, row) => row).filter(holds);
}
