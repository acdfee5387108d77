import type { Calibration } from "./calibration.ts";

/**
 * The rows file that passes between the database and the model worker: blocks of ClickHouse's Native format with two
 * columns, `key String` and `values Array(Float32)`, the values being the extras, then the features. In a block the values
 * of all rows stand together, as the library takes them; the database writes them so in a third less time than row by row.
 * The rows never pass through this process's own event loop as values, only as bytes.
 */
export interface RowsLayout {
  /** What stands between the key and the features, in this order. */
  readonly extras: readonly RowExtra[];
  /** The features, in the model's order. */
  readonly features: readonly string[];
}

/**
 * label: the truth (0 or 1 for classification, 0..4 relevance for ranking); target: what a row teaches where that is
 * not its label but something between 0 and 1, in training only; weight: of the sample;
 * validation: 1 when the row is held out; group: rows of one group are ranked against each other and are adjacent;
 * date: days since 1970, and address: a whole number that rows of one address share, by which folds are made;
 * pattern: a number, see positivePatterns, also carried along to the held-out scores; hindsight: 1 for a row that is
 * no alert but what flows tell of an earlier day: it trains, and is never held out.
 */
export type RowExtra =
  "label" | "target" | "weight" | "validation" | "group" | "date" | "address" | "pattern" | "hindsight";

export type Objective = "binary:logistic" | "rank:ndcg";

/** Hyper-parameters by the library's own names; nthread is explicit because ranking depends on it. */
export interface TrainingParameters {
  readonly max_depth: number;
  readonly eta: number;
  readonly subsample: number;
  readonly colsample_bytree: number;
  readonly min_child_weight: number;
  readonly lambda: number;
  /** Weight of a positive row against a negative one, beside the row's own. */
  readonly scale_pos_weight: number;
  readonly seed: number;
  readonly nthread: number;
}

/**
 * A named linear model: score = sigmoid(intercept + sum of weight x value). The explicit baseline where there are
 * too few labels to train on.
 */
export interface LogisticModel {
  readonly kind: "logistic";
  readonly name: string;
  readonly intercept: number;
  readonly terms: readonly LogisticTerm[];
}

/** The weight of one feature; `missing` is what a missing value counts as, before the transformation. */
export interface LogisticTerm {
  readonly feature: string;
  readonly weight: number;
  readonly transform?: "log1p";
  readonly missing: number;
}

/** How the margin may depend on a feature, all else equal: rising (1) or falling (-1), by the feature's name. */
export type MonotoneConstraints = Readonly<Record<string, 1 | -1>>;

export interface TrainRequest {
  readonly rowsPath: string;
  readonly layout: RowsLayout;
  readonly objective: Objective;
  readonly parameters: TrainingParameters;
  readonly rounds: number;
  /** Stop when the validation metric has not improved for so many rounds; the best round is kept. */
  readonly earlyStoppingRounds: number;
  /** Binds the trees alone: what a prior says of a feature stays. */
  readonly constraints?: MonotoneConstraints;
  /**
   * The margins begin at this model's, and trees are added to them. Its intercept is shifted first, so that its mean
   * score over the rows that train is what these teach in the mean. For binary:logistic only.
   */
  readonly prior?: LogisticModel;
  /** Rows of these patterns are positive and all others negative, whatever their label. */
  readonly positivePatterns?: readonly number[];
  /** A trained model of the same features to be written into the file, for the calibration's `second`. */
  readonly second?: ModelFile;
  /** Written into the model file: from then on the model's scores are calibrated. */
  readonly calibration?: Calibration;
  /** Where the model is written, in UBJSON. */
  readonly modelPath: string;
}

/**
 * Undefined where the metric has no value, for example an AUC over one class. Rows of hindsight are not among the
 * samples: a model is measured by what it will be asked.
 */
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
  /** Rows of hindsight that trained, too; undefined for none. */
  readonly hindsightSamples?: number;
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

/** Which rows are held out together, see planFolds. */
export interface FoldSettings {
  /** The most dates that are held out, newest first. */
  readonly dates: number;
  /** Addresses are dealt into so many groups; each is held out by itself. */
  readonly addressGroups: number;
  /** A row may train only for dates at least so many days after its own: its label is not known earlier. */
  readonly gapDays: number;
}

export interface ValidateRequest extends Pick<
  TrainRequest,
  | "rowsPath"
  | "layout"
  | "objective"
  | "parameters"
  | "rounds"
  | "earlyStoppingRounds"
  | "constraints"
  | "prior"
  | "positivePatterns"
> {
  readonly folds: FoldSettings;
  /** A model of the same features, whose score of every held-out row is wanted too. */
  readonly champion?: ModelFile;
  /**
   * Where the held-out rows are written: 32-bit little-endian floats, per row the layout's extras, the margin (from
   * the prior on), and the champion's score (NaN without a champion), in the order of the folds.
   */
  readonly heldOutPath: string;
}

export type FoldKind = "walk-forward" | "addresses";

/** One fold: rows of `date` (days since 1970; undefined over all dates) and of one group of addresses. */
export interface FoldResult {
  readonly date?: number;
  readonly group: number;
  readonly trainRows: number;
  readonly heldOutRows: number;
  /** Rounds after which the fold's metric was best; undefined where one class alone was held out. */
  readonly bestRounds?: number;
}

export interface ValidateResult {
  /** walk-forward: by date and address; addresses: too few dates, so by address alone. */
  readonly kind: FoldKind;
  readonly folds: readonly FoldResult[];
  readonly heldOutRows: number;
  /**
   * How many rounds to train the model for: the median of the folds' best, and some more for the rows that each fold
   * leaves out; the request's where no fold has one.
   */
  readonly rounds: number;
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
  /** Tell rows of equal score apart by their keys, see breakTie. */
  readonly breakTies?: boolean;
  /** Copy the rows of the highest scores into a file of their own, the highest first, of equal scores the lower key. */
  readonly highest?: HighestRequest;
}

export interface HighestRequest {
  /** The most rows that are copied. */
  readonly most: number;
  /** Written as the rows file. */
  readonly rowsPath: string;
}

export interface PredictResult {
  readonly rows: number;
  readonly durationMs: number;
}

export interface ExplainRequest {
  readonly rowsPath: string;
  readonly layout: RowsLayout;
  readonly model: ModelFile;
  /** How many contributions of each row are kept, greatest first. */
  readonly top: number;
  /**
   * Written as RowBinary `key String, model UInt8, margin Float32, base Float32, features Array(UInt16), values
   * Array(Float32), contributions Array(Float32)`, in the order of the rows. `model` is the one that set the row's
   * score: 1, or 2 where the calibration's `second` raised it; the margin and what contributed to it are that model's.
   * Features are places in the layout, values are theirs in the row; without `top`, base and contributions would sum to
   * the margin.
   */
  readonly contributionsPath: string;
  readonly nthread: number;
}

export interface ExplainResult {
  readonly rows: number;
  readonly durationMs: number;
}

export interface WorkOptions {
  readonly signal?: AbortSignal;
  /** Called with rounds done of rounds planned. */
  readonly onRound?: (done: number, total: number) => void;
}

/**
 * Trains, validates, predicts and explains, away from the event loop. Throws TRAINING_FAILED, MODEL_REFUSED,
 * LIBRARY_MISSING, CANCELLED; predict and explain throw INTERNAL for rows that are not what their layout says.
 */
export interface ModelWorker {
  train(request: TrainRequest, options?: WorkOptions): Promise<TrainResult>;
  /** Trains on every fold and scores what it held out. */
  validate(request: ValidateRequest, options?: WorkOptions): Promise<ValidateResult>;
  predict(request: PredictRequest, options?: WorkOptions): Promise<PredictResult>;
  /** Computes exact SHAP contributions to the margin behind each score (Lundberg et al. 2020), as the library does. */
  explain(request: ExplainRequest, options?: WorkOptions): Promise<ExplainResult>;
  /** Starts so many processes ahead of their work; to be closed. */
  open(processes: number): ModelSession;
}

/** Processes that each do one thing at a time; what finds none free waits for the next. Fails as the worker does. */
export interface ModelSession extends Pick<ModelWorker, "predict" | "explain"> {
  /** Ends the processes and whatever they are at; they are gone when this returns. */
  close(): Promise<void>;
}
