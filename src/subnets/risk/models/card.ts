import type { TrainingMetrics, TrainResult } from "../../../ml/contract.ts";
import type { LogisticModel } from "../../../ml/logistic-model.ts";
import { countByGroup } from "../features/feature.ts";
import type { ModelCard } from "../model-card.ts";
import type { ModelRecipe } from "./recipe.ts";
import type { LabelCounts, TrainingSet, TrainingSettings } from "./training.ts";

/** What is known of a model before it is made. */
export interface ModelOrigin {
  readonly modelId: string;
  readonly createdAt: Date;
  readonly recipe: ModelRecipe;
  readonly set: TrainingSet;
  readonly labels: LabelCounts;
}

/** What came out: a trained model, or the baseline that stands in for it and why. */
export type Making =
  | { readonly kind: "trained"; readonly result: TrainResult; readonly settings: TrainingSettings }
  | {
      readonly kind: "baseline";
      readonly baseline: LogisticModel;
      readonly reason: string;
      readonly file: { readonly sha256: string; readonly bytes: number };
    };

const millisecondsPerMinute = 60_000;
const bytesPerMegabyte = 1_000_000;

/** Returns the card of a model. */
export function modelCard(origin: ModelOrigin, making: Making): ModelCard {
  const { recipe, labels } = origin;
  const file = making.kind === "trained" ? making.result : making.file;
  return {
    model_id: origin.modelId,
    model_type: recipe.modelType,
    model_version: origin.modelId,
    trained_at: origin.createdAt.toISOString(),
    ...outcome(recipe, making),
    training_data: trainingData(origin),
    num_processing_dates: origin.set.batchIds.length,
    feature_groups: countByGroup(recipe.schema),
    feature_hash: recipe.schema.hash,
    label_distribution: {
      high_risk: labels.high_risk,
      critical_risk: labels.critical_risk,
      medium_risk: labels.medium_risk,
      low_risk: labels.low_risk,
    },
    model_size_mb: file.bytes / bytesPerMegabyte,
    model_path: `data/trained_models/${origin.set.network}/${origin.modelId}.txt`,
    file_sha256: file.sha256,
  };
}

function outcome(recipe: ModelRecipe, making: Making) {
  if (making.kind === "baseline") {
    const { baseline, reason } = making;
    return {
      training_duration_minutes: 0,
      algorithm: `baseline: ${baseline.name}`,
      baseline_reason: reason,
      hyperparameters: {
        intercept: baseline.intercept,
        ...Object.fromEntries(baseline.terms.map(({ feature, weight }) => [feature, weight])),
      },
      performance: performance({ trainSamples: 0, valSamples: 0 }),
      feature_importance: [],
    };
  }
  const { result, settings } = making;
  return {
    training_duration_minutes: result.durationMs / millisecondsPerMinute,
    algorithm: "XGBoost",
    baseline_reason: null,
    hyperparameters: hyperparameters(recipe, settings, result),
    performance: performance(result.metrics),
    feature_importance: result.importance.map((entry, index) => ({ ...entry, rank: index + 1 })),
  };
}

/** The parameters under the names that the Python library gives them, as the specification prints them. */
function hyperparameters(recipe: ModelRecipe, settings: TrainingSettings, { numTrees }: TrainResult) {
  const parameters = { ...settings.parameters, ...recipe.parameters };
  return {
    n_estimators: numTrees,
    max_depth: parameters.max_depth,
    learning_rate: parameters.eta,
    subsample: parameters.subsample,
    colsample_bytree: parameters.colsample_bytree,
    min_child_weight: parameters.min_child_weight,
    reg_lambda: parameters.lambda,
    objective: recipe.objective,
    random_state: parameters.seed,
    n_jobs: parameters.nthread,
    tree_method: "hist",
  };
}

function performance(metrics: TrainingMetrics): ModelCard["performance"] {
  return {
    train_auc: metrics.trainAuc ?? null,
    val_auc: metrics.valAuc ?? null,
    train_logloss: metrics.trainLogloss ?? null,
    val_logloss: metrics.valLogloss ?? null,
    train_ndcg: metrics.trainNdcg ?? null,
    val_ndcg: metrics.valNdcg ?? null,
    train_samples: metrics.trainSamples,
    val_samples: metrics.valSamples,
  };
}

function trainingData({ recipe, set, labels }: ModelOrigin): ModelCard["training_data"] {
  return {
    start_date: set.startDate,
    end_date: set.endDate,
    window_days: set.windowDays,
    num_samples: labels.samples,
    num_positive: labels.positive,
    num_negative: labels.samples - labels.positive,
    positive_rate: labels.samples === 0 ? 0 : labels.positive / labels.samples,
    num_features: recipe.schema.names.length,
    feature_names: [...recipe.schema.names],
  };
}
