import { NeuronError } from "../lib/errors.ts";
import { addressOf } from "./native-memory.ts";

/** Row after row of 32-bit floats, NaN where a value is missing: read by the library where they stand, without a copy. */
export class DenseRows {
  readonly rows: number;
  readonly columns: number;
  readonly features: Float32Array;

  /** Throws INTERNAL when a feature is infinite: the library would predict from it in silence. */
  constructor(features: Float32Array, columns: number) {
    refuseInfinity(features, columns);
    this.rows = features.length / columns;
    this.columns = columns;
    this.features = features;
  }

  /** How the library is told where they stand: the array interface of NumPy, version 3. Valid for one call. */
  get arrayInterface(): string {
    // Written by hand: an address can be greater than the numbers that JSON.stringify keeps exact.
    const data = `[${String(addressOf(this.features))},true]`;
    return `{"data":${data},"shape":[${this.rows},${this.columns}],"typestr":"<f4","version":3}`;
  }
}

/** Of a 32-bit float: all but the sign, and what infinity is of these. */
const MAGNITUDE = 0x7fffffff;
const INFINITE = 0x7f800000;

/** Throws INTERNAL, naming row and column, when a feature is infinite. */
export function refuseInfinity(features: Float32Array, columns: number): void {
  const bits = new Int32Array(features.buffer, features.byteOffset, features.length);
  // A plain loop over whole numbers: over millions of values, anything else takes several times as long.
  for (let index = 0; index < bits.length; index += 1) {
    if (((bits[index] ?? 0) & MAGNITUDE) !== INFINITE) continue;
    const context = { row: Math.floor(index / columns), column: index % columns };
    throw new NeuronError("INTERNAL", "A feature is infinite", { context });
  }
}
