import { z } from "zod";

import { NeuronError } from "../lib/errors.ts";
import type { Objective, TrainingParameters } from "./contract.ts";
import type { DataMatrix } from "./data-matrix.ts";
import { DenseRows } from "./dense-rows.ts";
import { copyBytes, copyFloats, copyStrings, type Disposable, Out } from "./native-memory.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/**
 * What a booster can be told. The library ignores names it does not know, so only these pass. `tree_method` must be
 * `hist`: the other methods of 1.7 are 3 to 30 times slower (facts: xgboost-crypto-http 2).
 */
export interface BoosterParameters extends TrainingParameters {
  readonly objective: Objective;
  /** One of -1, 0, 1 per column: "(0,1,-1)". */
  readonly monotone_constraints?: string;
  readonly eval_metric: "logloss" | "auc" | "ndcg";
  readonly tree_method: "hist";
  readonly base_score: number;
  readonly verbosity: 0;
}

const parameterNames: ReadonlySet<string> = new Set<keyof BoosterParameters>([
  "max_depth",
  "eta",
  "subsample",
  "colsample_bytree",
  "min_child_weight",
  "lambda",
  "scale_pos_weight",
  "monotone_constraints",
  "seed",
  "nthread",
  "objective",
  "eval_metric",
  "tree_method",
  "base_score",
  "verbosity",
]);

/** probability: what the objective answers; margin: the sum of the leaves before any transformation. */
export type PredictionKind = "probability" | "margin";

const predictionTypes = { probability: 0, margin: 1 } as const satisfies Record<PredictionKind, number>;
const contributionsType = 2;

const configSchema = z.object({ learner: z.object({ objective: z.object({ name: z.string() }) }) });

/**
 * A model in the library's memory, to be disposed. The bare training loop is
 *
 * ```ts
 * const matrix = new DataMatrix(library, { features, columns, labels }, nthread);
 * const booster = Booster.create(library, [matrix], parameters);
 * for (let round = 0; round < rounds; round += 1) booster.update(round, matrix);
 * ```
 */
export class Booster implements Disposable {
  readonly #library: XgboostLibrary;
  #handle: bigint | undefined;
  #ranks = false;

  private constructor(library: XgboostLibrary, handle: bigint) {
    this.#library = library;
    this.#handle = handle;
  }

  /** Returns an untrained booster; the matrices given are those whose predictions it caches between rounds. */
  static create(
    library: XgboostLibrary,
    matrices: readonly DataMatrix[],
    parameters: Partial<BoosterParameters>,
  ): Booster {
    const out = new Out();
    const handles = matrices.map(({ handle }) => handle);
    library.call("XGBoosterCreate", handles, handles.length, out.slot);
    return new Booster(library, out.pointer).#orDispose((booster) => booster.configure(parameters));
  }

  /**
   * Returns the model in these bytes. Bytes that were tampered with can end the process instead of throwing
   * (facts: xgboost-crypto-http 2): load only what a hash vouches for.
   */
  static load(library: XgboostLibrary, bytes: Uint8Array): Booster {
    return Booster.create(library, [], { verbosity: 0 }).#orDispose((booster) =>
      library.call("XGBoosterLoadModelFromBuffer", booster.handle, bytes, bytes.length),
    );
  }

  get handle(): bigint {
    if (this.#handle !== undefined) return this.#handle;
    throw new NeuronError("INTERNAL", "A disposed booster was used");
  }

  /** Returns how many columns a matrix must have. */
  get columns(): number {
    const out = new Out();
    this.#library.call("XGBoosterGetNumFeature", this.handle, out.slot);
    return out.number;
  }

  /** Returns the number of trees: with one output, a round adds one. */
  get rounds(): number {
    const out = new Out();
    this.#library.call("XGBoosterBoostedRounds", this.handle, out.slot);
    return out.number;
  }

  /** Returns the objective by the library's name, which need not be one of ours in a model from elsewhere. */
  get objective(): string {
    const [length, config] = [new Out(), new Out()];
    this.#library.call("XGBoosterSaveJsonConfig", this.handle, length.slot, config.slot);
    return configSchema.parse(JSON.parse(config.text)).learner.objective.name;
  }

  /** The names of the columns, in order; empty when the model was saved without. */
  get featureNames(): readonly string[] {
    const [length, strings] = [new Out(), new Out()];
    this.#library.call("XGBoosterGetStrFeatureInfo", this.handle, "feature_name", length.slot, strings.slot);
    return length.number === 0 ? [] : copyStrings(strings.pointer, length.number);
  }

  set featureNames(names: readonly string[]) {
    this.#library.call("XGBoosterSetStrFeatureInfo", this.handle, "feature_name", [...names], names.length);
  }

  /** Sets parameters; throws INTERNAL for a name that is not one of BoosterParameters. */
  configure(parameters: Partial<BoosterParameters>): void {
    for (const [name, value] of Object.entries(parameters)) {
      if (!parameterNames.has(name)) throw new NeuronError("INTERNAL", `Unknown booster parameter ${name}`);
      this.#library.call("XGBoosterSetParam", this.handle, name, String(value));
    }
    if (parameters.objective !== undefined) this.#ranks = parameters.objective === "rank:ndcg";
  }

  /** Adds one tree; rounds count from 0. */
  update(round: number, matrix: DataMatrix): void {
    this.#refuseMisfit(matrix);
    // Without groups the library would silently rank all rows against each other.
    if (this.#ranks && !matrix.hasGroups) throw new NeuronError("INTERNAL", "Ranking needs groups");
    this.#library.call("XGBoosterUpdateOneIter", this.handle, round, matrix.handle);
  }

  /** Returns the library's own evaluation metric over the matrix. */
  evaluate(round: number, matrix: DataMatrix): number {
    this.#refuseMisfit(matrix);
    const out = new Out();
    this.#library.call("XGBoosterEvalOneIter", this.handle, round, [matrix.handle], ["rows"], 1, out.slot);
    const metric = Number(out.text.slice(out.text.lastIndexOf(":") + 1));
    if (Number.isFinite(metric)) return metric;
    throw new NeuronError("INTERNAL", `The evaluation after round ${round + 1} gave no number: ${out.text}`);
  }

  /** Returns one value per row. Rows that are predicted once take a third less time when they are no matrix. */
  predict(rows: DataMatrix | DenseRows, kind: PredictionKind): Float32Array<ArrayBuffer> {
    return this.#predict(rows, { type: predictionTypes[kind], perRow: 1 });
  }

  /**
   * Returns the exact SHAP contributions to the margin, row after row: one per column, then the bias. They sum to the
   * margin, up to rounding.
   */
  contributions(matrix: DataMatrix): Float32Array<ArrayBuffer> {
    return this.#predict(matrix, { type: contributionsType, perRow: matrix.columns + 1 });
  }

  /** Returns a text that was saved with the model under this name, or undefined. */
  findAttribute(name: string): string | undefined {
    const [text, found] = [new Out(), new Out()];
    this.#library.call("XGBoosterGetAttr", this.handle, name, text.slot, found.slot);
    return found.number === 0 ? undefined : text.text;
  }

  /** Sets a text that is saved with the model. */
  setAttribute(name: string, text: string): void {
    this.#library.call("XGBoosterSetAttr", this.handle, name, text);
  }

  /** Returns a booster of its own with only the first `rounds` trees. */
  slice(rounds: number): Booster {
    const out = new Out();
    this.#library.call("XGBoosterSlice", this.handle, 0, rounds, 1, out.slot);
    return new Booster(this.#library, out.pointer);
  }

  /** Returns the model as UBJSON, which is asked for by name: the library would pick a legacy format by file extension. */
  save(): Uint8Array<ArrayBuffer> {
    const [length, bytes] = [new Out(), new Out()];
    const config = JSON.stringify({ format: "ubj" });
    this.#library.call("XGBoosterSaveModelToBuffer", this.handle, config, length.slot, bytes.slot);
    return copyBytes(bytes.pointer, length.number);
  }

  /** Returns the total gain of every feature that a tree splits on, by name. */
  totalGain(): ReadonlyMap<string, number> {
    const [count, names, dimensions, shape, gains] = [new Out(), new Out(), new Out(), new Out(), new Out()];
    const config = JSON.stringify({ importance_type: "total_gain" });
    const outs = [count.slot, names.slot, dimensions.slot, shape.slot, gains.slot];
    this.#library.call("XGBoosterFeatureScore", this.handle, config, ...outs);
    if (count.number === 0) return new Map();
    const values = copyFloats(gains.pointer, count.number);
    return new Map(copyStrings(names.pointer, count.number).map((name, index) => [name, values[index] ?? 0]));
  }

  dispose(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.#handle = undefined;
    this.#library.call("XGBoosterFree", handle);
  }

  #predict(
    rows: DataMatrix | DenseRows,
    { type, perRow }: { type: number; perRow: number },
  ): Float32Array<ArrayBuffer> {
    this.#refuseMisfit(rows);
    const [shape, dimensions, values] = [new Out(), new Out(), new Out()];
    const outs = [shape.slot, dimensions.slot, values.slot];
    const config = { type, training: false, iteration_begin: 0, iteration_end: 0, strict_shape: false };
    if (rows instanceof DenseRows) {
      const withMissing = JSON.stringify({ ...config, cache_id: 0, missing: null }).replace("null", "NaN");
      const place = rows.arrayInterface;
      this.#library.call("XGBoosterPredictFromDense", this.handle, place, withMissing, null, ...outs);
    } else {
      const text = JSON.stringify(config);
      this.#library.call("XGBoosterPredictFromDMatrix", this.handle, rows.handle, text, ...outs);
    }
    if (dimensions.number !== (perRow === 1 ? 1 : 2))
      throw new NeuronError("INTERNAL", "The model answers more than one output per row");
    return copyFloats(values.pointer, rows.rows * perRow);
  }

  /** The library takes columns that a matrix lacks for missing values and says nothing. */
  #refuseMisfit({ columns }: { readonly columns: number }): void {
    if (columns === this.columns) return;
    const message = `The model has ${this.columns} features and the rows ${columns}`;
    throw new NeuronError("INTERNAL", message);
  }

  #orDispose(prepare: (booster: this) => void): this {
    try {
      prepare(this);
      return this;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }
}
