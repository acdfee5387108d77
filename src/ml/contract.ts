/**
 * The rows file that passes between the database and the model worker: ClickHouse RowBinary without a header,
 * one row `key String, values Array(Float32)` after the other, the values being the extras, then the features. The rows never pass through this
 * process's own event loop as values, only as bytes.
 */
export interface RowsLayout {
  /** What stands between the key and the features, in this order. */
  readonly extras: readonly RowExtra[];
  /** The features, in the model's order. */
  readonly features: readonly string[];
}

/**
 * label: the target (0 or 1 for classification, 0..4 relevance for ranking); weight: of the sample;
 * validation: 1 when the row is held out; group: rows of one group are ranked against each other and are adjacent.
 */
export type RowExtra = "label" | "weight" | "validation" | "group";

export type Objective = "binary:logistic" | "rank:ndcg";

/** Hyper-parameters by the library's own names; nthread is explicit because ranking depends on it. */
export interface TrainingParameters {
  readonly max_depth: number;
  readonly eta: number;
  readonly subsample: number;
  readonly colsample_bytree: number;
  readonly min_child_weight: number;
  readonly lambda: number;
  readonly seed: number;
  readonly nthread: number;
}

export interface TrainRequest {
  readonly rowsPath: string;
  readonly layout: RowsLayout;
  readonly objective: Objective;
  readonly parameters: TrainingParameters;
  readonly rounds: number;
  /** Stop when the validation metric has not improved for so many rounds; the best round is kept. */
  readonly earlyStoppingRounds: number;
  /** Where the model is written, in UBJSON. */
  readonly modelPath: string;
}

/** Undefined where the metric has no value, for example an AUC over one class. */
export interface TrainingMetrics {
  readonly trainAuc?: number;
  readonly valAuc?: number;
  readonly trainLogloss?: number;
  readonly valLogloss?: number;
  /** Mean NDCG over the groups. */
  readonly trainNdcg?: number;
  readonly valNdcg?: number;
  readonly trainSamples: number;
  readonly valSamples: number;
}

export interface TrainResult {
  readonly sha256: string;
  readonly bytes: number;
  readonly numTrees: number;
  readonly metrics: TrainingMetrics;
  /** Share of the total gain per used feature, greatest first; sums to 1. */
  readonly importance: readonly { readonly feature: string; readonly importance: number }[];
  readonly durationMs: number;
}

/** A model file that was checked when it was written: it is read only while its hash is still the same. */
export interface ModelFile {
  readonly path: string;
  readonly sha256: string;
  readonly algorithm: "xgboost" | "logistic";
}

export interface PredictRequest {
  readonly rowsPath: string;
  readonly layout: RowsLayout;
  readonly model: ModelFile;
  /** Written as RowBinary `key String, score Float64`, score in [0,1], in the order of the rows. */
  readonly scoresPath: string;
  readonly nthread: number;
}

export interface PredictResult {
  readonly rows: number;
  readonly durationMs: number;
}

export interface WorkOptions {
  readonly signal?: AbortSignal;
  /** Called with rounds done of rounds planned. */
  readonly onRound?: (done: number, total: number) => void;
}

/**
 * Trains and predicts, away from the event loop. Throws TRAINING_FAILED, MODEL_REFUSED, LIBRARY_MISSING, CANCELLED;
 * predict throws INTERNAL for rows that are not what their layout says.
 */
export interface ModelWorker {
  train(request: TrainRequest, options?: WorkOptions): Promise<TrainResult>;
  predict(request: PredictRequest, options?: WorkOptions): Promise<PredictResult>;
}
