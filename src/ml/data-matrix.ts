import { NeuronError } from "../lib/errors.ts";
import { refuseInfinity } from "./dense-rows.ts";
import { type Disposable, Out } from "./native-memory.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/** Rows for the library, row after row. The arrays are only read, and not needed once the matrix exists. */
export interface MatrixContent {
  /** rows x columns values; NaN is a missing value. */
  readonly features: Float32Array;
  readonly columns: number;
  /** One per row. */
  readonly labels?: Float32Array;
  /** One per row; with groups, one per group. */
  readonly weights?: Float32Array;
  /** Sizes of the groups, in the order of the rows. */
  readonly groups?: Uint32Array;
  /** One per row: what its margin is before any tree. */
  readonly baseMargins?: Float32Array;
}

/** The library's copy of the rows. Hold on to it no longer than needed, and dispose it. */
export class DataMatrix implements Disposable {
  readonly rows: number;
  readonly columns: number;
  readonly hasGroups: boolean;
  /** Every margin that is predicted of this matrix includes these. */
  readonly baseMargins: Float32Array | undefined;
  readonly #library: XgboostLibrary;
  #handle: bigint | undefined;

  /**
   * Throws INTERNAL when sizes disagree or a feature is infinite: the library itself checks group sizes only
   * while training, and names neither row nor column.
   */
  constructor(library: XgboostLibrary, content: MatrixContent, nthread: number) {
    const { features, columns } = content;
    this.rows = features.length / columns;
    this.columns = columns;
    this.hasGroups = content.groups !== undefined;
    this.baseMargins = content.baseMargins;
    this.#library = library;
    refuseDisagreement(content, this.rows);
    refuseInfinity(features, columns);
    const handle = new Out();
    library.call("XGDMatrixCreateFromMat_omp", features, this.rows, columns, NaN, handle.slot, nthread);
    this.#handle = handle.pointer;
    try {
      this.#describe(content);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  get handle(): bigint {
    if (this.#handle !== undefined) return this.#handle;
    throw new NeuronError("INTERNAL", "A disposed matrix was used");
  }

  dispose(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    this.#library.call("XGDMatrixFree", handle);
  }

  #describe({ labels, weights, groups, baseMargins }: MatrixContent): void {
    if (labels) this.#setFloats("label", labels);
    if (groups) this.#library.call("XGDMatrixSetUIntInfo", this.handle, "group", groups, groups.length);
    if (weights) this.#setFloats("weight", weights);
    if (baseMargins) this.#setFloats("base_margin", baseMargins);
  }

  #setFloats(field: "label" | "weight" | "base_margin", values: Float32Array): void {
    this.#library.call("XGDMatrixSetFloatInfo", this.handle, field, values, values.length);
  }
}

function refuseDisagreement(content: MatrixContent, rows: number): void {
  const { columns, labels, weights, groups, baseMargins } = content;
  const weighted = groups?.length ?? rows;
  const grouped = groups?.reduce((sum, size) => sum + size, 0) ?? rows;
  const agrees =
    Number.isInteger(rows) &&
    rows > 0 &&
    columns > 0 &&
    (labels?.length ?? rows) === rows &&
    (baseMargins?.length ?? rows) === rows &&
    (weights?.length ?? weighted) === weighted &&
    grouped === rows;
  if (agrees) return;
  throw new NeuronError("INTERNAL", "The sizes of a matrix disagree", {
    context: {
      rows,
      columns,
      labels: labels?.length,
      weights: weights?.length,
      grouped,
      baseMargins: baseMargins?.length,
    },
  });
}
