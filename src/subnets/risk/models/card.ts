import type { LogisticModel, TrainingParameters, TrainResult } from "../../../ml/contract.ts";
import { countByGroup } from "../features/feature.ts";
import { noMeasures, type ModelCard, type ScoreDistribution } from "../model-card.ts";
import type { ModelRecipe } from "./recipe.ts";
import type { SearchSummary } from "./search.ts";
import type { LabelCounts, RiskLevelCounts, TrainingSet } from "./training.ts";
import { validationCard } from "./validation-card.ts";
import type { Validation } from "./validation.ts";

/** What is known of a model before it is made. */
export interface ModelOrigin {
  readonly modelId: string;
  /** From the first row that was read to the file, the search for parameters and the validation among it. */
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
  readonly recipe: ModelRecipe;
  readonly set: TrainingSet;
  readonly labels: LabelCounts;
  readonly riskLevels: RiskLevelCounts;
}

/** What came out: a trained model, or the prior that stands in for it and why. */
export type Making =
  | {
      readonly kind: "trained";
      readonly result: TrainResult;
      readonly validation: Validation;
      readonly search: SearchSummary | undefined;
      /** What its margins begin at, see TrainRequest. */
      readonly prior: LogisticModel | undefined;
      /** Of the model's scores of the newest batch, see referenceScores. */
      readonly distribution: ScoreDistribution | undefined;
    }
  | {
      readonly kind: "baseline";
      readonly baseline: LogisticModel;
      readonly reason: string;
      readonly file: { readonly sha256: string; readonly bytes: number };
      /** What learned in hindsight beside the formula; undefined where the file is of the formula alone. */
      readonly trees?: TrainResult;
    };

const millisecondsPerMinute = 60_000;
const bytesPerMegabyte = 1_000_000;

/** Returns the card of a model. */
export function modelCard(origin: ModelOrigin, making: Making): ModelCard {
  const { recipe, labels, riskLevels } = origin;
  const file = making.kind === "trained" ? making.result : making.file;
  return {
    model_id: origin.modelId,
    model_type: recipe.modelType,
    model_version: origin.modelId,
    trained_at: new Date(origin.finishedAtMs).toISOString(),
    training_duration_minutes: (origin.finishedAtMs - origin.startedAtMs) / millisecondsPerMinute,
    ...outcome(recipe, making),
    training_data: trainingData(origin),
    num_processing_dates: origin.set.batchIds.length,
    feature_groups: countByGroup(recipe.schema),
    feature_hash: recipe.schema.hash,
    label_distribution: riskLevels,
    label_sources: labels.sources,
    labels_until: origin.set.labelsUntil,
    model_size_mb: file.bytes / bytesPerMegabyte,
    model_path: `data/trained_models/${origin.set.network}/${origin.modelId}.txt`,
    file_sha256: file.sha256,
  };
}

function outcome(recipe: ModelRecipe, making: Making) {
  if (making.kind === "baseline") {
    const { baseline, reason, trees } = making;
    const { hindsightSamples = 0 } = trees?.metrics ?? {};
    return {
      algorithm: `baseline: ${baseline.name}${trees ? "; and what flows tell of earlier days" : ""}`,
      baseline_reason: reason,
      hyperparameters: {
        intercept: baseline.intercept,
        ...Object.fromEntries(baseline.terms.map(({ feature, weight }) => [feature, weight])),
      },
      performance: { ...noMeasures, train_samples: 0, val_samples: 0 },
      ...(trees && { hindsight_samples: hindsightSamples }),
      feature_importance: rankedImportance(trees),
    };
  }
  const { result, validation, search, distribution } = making;
  const { hindsightSamples = 0 } = result.metrics;
  return {
    algorithm: "XGBoost",
    baseline_reason: null,
    hyperparameters: hyperparameters(recipe, validation.parameters, result),
    performance: performance(making),
    ...validationCard(recipe, validation, search),
    ...(distribution && { score_distribution: distribution }),
    ...(making.prior && { begins_at: making.prior.name }),
    ...(hindsightSamples > 0 && { hindsight_samples: hindsightSamples }),
    feature_importance: rankedImportance(result),
  };
}

function rankedImportance(result: TrainResult | undefined): ModelCard["feature_importance"] {
  return (result?.importance ?? []).map((entry, index) => ({ ...entry, rank: index + 1 }));
}

/** The parameters under the names that the Python library gives them, as the specification prints them. */
function hyperparameters(recipe: ModelRecipe, parameters: TrainingParameters, { numTrees }: TrainResult) {
  return {
    n_estimators: numTrees,
    max_depth: parameters.max_depth,
    learning_rate: parameters.eta,
    subsample: parameters.subsample,
    colsample_bytree: parameters.colsample_bytree,
    min_child_weight: parameters.min_child_weight,
    reg_lambda: parameters.lambda,
    scale_pos_weight: parameters.scale_pos_weight,
    objective: recipe.objective,
    random_state: parameters.seed,
    n_jobs: parameters.nthread,
    tree_method: "hist",
  };
}

/** Train measures are the model's own; the others are of models that had not seen what they were measured on. */
function performance({
  result: { metrics },
  validation: { judgement },
}: Extract<Making, { kind: "trained" }>): ModelCard["performance"] {
  const ranks = metrics.trainNdcg !== undefined;
  return {
    train_auc: metrics.trainAuc ?? null,
    val_auc: judgement.auc ?? null,
    train_logloss: metrics.trainLogloss ?? null,
    val_logloss: judgement.logLoss ?? null,
    train_ndcg: metrics.trainNdcg ?? null,
    val_ndcg: ranks ? judgement.grade : null,
    train_samples: metrics.trainSamples,
    val_samples: judgement.rows,
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
