import { z } from "zod";

/** The models of this subnet, in the order in which the API lists them. */
export const modelTypes = ["alert_scorer", "alert_ranker", "cluster_scorer"] as const;

export type ModelType = (typeof modelTypes)[number];

/** A measure that has no value for this model, for example an AUC over one class. */
const measure = z.number().nullable();
const count = z.int().min(0);

/** How a model was made: the fields and units of the specification's model metadata. */
export const modelMetadataSchema = z.object({
  model_type: z.enum(modelTypes),
  model_version: z.string().describe("Model type, network, version and time of training"),
  trained_at: z.iso.datetime().describe("When training ended"),
  training_duration_minutes: z
    .number()
    .min(0)
    .describe("Of all of it: reading rows, search, validation, training"),
  algorithm: z.string().describe("XGBoost, or baseline and the name of the formula that stands in for it"),
  baseline_reason: z.string().nullable().describe("Why a baseline stands in; null for a trained model"),
  hyperparameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  training_data: z.object({
    start_date: z.iso.date().describe("First processing date"),
    end_date: z.iso.date().describe("Last processing date"),
    window_days: count,
    num_samples: count,
    num_positive: count,
    num_negative: count,
    positive_rate: z.number().min(0).max(1),
    num_features: count,
    feature_names: z.array(z.string()),
  }),
  performance: z.object({
    train_auc: measure,
    val_auc: measure,
    train_logloss: measure,
    val_logloss: measure,
    train_ndcg: measure,
    val_ndcg: measure,
    train_samples: count.nullable(),
    val_samples: count.nullable(),
  }),
  feature_importance: z.array(
    z.object({
      feature: z.string(),
      importance: z.number().describe("Share of the total gain"),
      rank: z.int().min(1),
    }),
  ),
  model_size_mb: z.number().min(0),
  model_path: z.string().describe("Where the miner keeps it, with its data directory as data"),
});

/** How the model's parameters did on rows that were held out, see planFolds. */
const validationSchema = z.object({
  kind: z.enum(["walk-forward", "addresses"]),
  folds: z.array(
    z.object({
      date: z.iso.date().nullable(),
      group: count,
      train_rows: count,
      held_out_rows: count,
      best_rounds: count.nullable(),
    }),
  ),
  /** The mean over the dates of the evolution score, or for a ranker of the NDCG. */
  grade: measure,
  grade_by_date: z.record(z.iso.date(), z.number()),
  pr_auc: measure,
  brier: measure,
  calibration_error: measure,
  /** Of the search for parameters, where there was one. */
  search: z.object({ trials: count, best_trial: count }).nullable(),
});

/** The model's own scores of the newest batch at its training, in bins of about equal share: what drift is measured against. */
export const scoreDistributionSchema = z.object({
  /** Rising, one less than bins: bin i holds the scores from edge i-1, below edge i. */
  edges: z.array(z.number()),
  shares: z.array(z.number()),
  /** How many scores these are. */
  scores: count,
});

export type ScoreDistribution = z.infer<typeof scoreDistributionSchema>;

/** Everything that is known about a trained model: what the registry keeps as `card_json`. */
export const modelCardSchema = modelMetadataSchema.extend({
  /** Names the file, so it holds nothing that leads out of the model directory. */
  model_id: z.string().regex(/^\w[\w.-]*$/),
  feature_hash: z.string(),
  file_sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Group name to number of features. */
  feature_groups: z.record(z.string(), count),
  label_distribution: z.object({
    high_risk: count,
    critical_risk: count,
    medium_risk: count,
    low_risk: count,
  }),
  num_processing_dates: count,
  /** Labelled samples by where the label is from: evolution, address, or custom and its name. */
  label_sources: z.record(z.string(), count).exactOptional(),
  /** Nothing that became known later was learned from. */
  labels_until: z.iso.date().exactOptional(),
  validation: validationSchema.exactOptional(),
  /** How margins become scores; null where they keep their order only, as a ranker's. */
  calibration: z
    .object({
      method: z.enum(["platt", "isotonic"]),
      moves_out_of_gap: z.boolean(),
      second_model_from: measure,
      /** What the second model does to scores, in words; null without one. */
      second_model: z.string().nullable(),
    })
    .nullable()
    .exactOptional(),
  /** The formula whose margins the trees are added to. */
  begins_at: z.string().exactOptional(),
  /** Rows of earlier days that flows tell of, beside the labelled alerts: see hindsightRows. */
  hindsight_samples: count.exactOptional(),
  /** The features whose effect has a fixed direction, 1 up and -1 down. */
  monotone_constraints: z.record(z.string(), z.union([z.literal(1), z.literal(-1)])).exactOptional(),
  score_distribution: scoreDistributionSchema.exactOptional(),
});

export type ModelCard = z.infer<typeof modelCardSchema>;

/** The measures of what was never measured: a formula, or a scorer that is not a model. */
export const noMeasures = {
  train_auc: null,
  val_auc: null,
  train_logloss: null,
  val_logloss: null,
  train_ndcg: null,
  val_ndcg: null,
} as const satisfies Partial<ModelCard["performance"]>;
