import type {
  LogisticModel,
  MonotoneConstraints,
  Objective,
  RowExtra,
  TrainingParameters,
} from "../../../ml/contract.ts";
import { alertSchema } from "../features/alert-features.ts";
import { clusterSchema } from "../features/cluster-features.ts";
import type { FeatureSchema } from "../features/feature.ts";
import { alertLabelSummary, clusterLabelSummary } from "../features/labels.ts";
import { alertScoringRows, clusterScoringRows } from "../features/scoring-rows.ts";
import { alertBaseline, clusterBaseline } from "./baseline.ts";
import type { ModelType } from "../model-card.ts";
import { monotoneConstraints } from "./constraints.ts";
import {
  alertLabelCounts,
  alertTrainingRows,
  clusterLabelCounts,
  clusterTrainingRows,
  rankingTrainingRows,
  trainingExtras,
} from "./training-rows.ts";

/** All that distinguishes one model type from another. */
export interface ModelRecipe {
  readonly modelType: ModelType;
  readonly schema: FeatureSchema;
  readonly objective: Objective;
  /** Returns the operator's parameters, but for where this type needs others. */
  readonly adapt: (own: TrainingParameters) => TrainingParameters;
  readonly extras: readonly RowExtra[];
  readonly constraints: MonotoneConstraints;
  /** Rows to learn from, given what labels are. */
  readonly trainingRows: (labels: string) => string;
  /**
   * Whether what is learned is what the baseline foretells: then a model begins at it, and learns from what the newest batch
   * tells in hindsight as well.
   */
  readonly foretellsGrowth: boolean;
  /** How many rows there are to learn from. */
  readonly labelCounts: (labels: string) => string;
  /** How many rows have an address label of each risk level. */
  readonly riskLevels: string;
  readonly scoringRows: string;
  readonly baseline: LogisticModel;
}

/** The recipe of every model type, in the order in which they are trained. */
export const recipes: Readonly<Record<ModelType, ModelRecipe>> = {
  alert_scorer: {
    modelType: "alert_scorer",
    schema: alertSchema,
    objective: "binary:logistic",
    foretellsGrowth: true,
    adapt: (own) => own,
    extras: trainingExtras,
    trainingRows: alertTrainingRows,
    constraints: monotoneConstraints(alertSchema),
    labelCounts: alertLabelCounts,
    riskLevels: alertLabelSummary,
    scoringRows: alertScoringRows,
    baseline: alertBaseline,
  },
  alert_ranker: {
    modelType: "alert_ranker",
    schema: alertSchema,
    objective: "rank:ndcg",
    foretellsGrowth: false,
    // The weight of a ranked row is a sum over its pairs, far below 1 in small groups: any minimum would stop growth.
    adapt: (own) => ({ ...own, min_child_weight: 0 }),
    extras: trainingExtras,
    trainingRows: rankingTrainingRows,
    constraints: monotoneConstraints(alertSchema),
    labelCounts: alertLabelCounts,
    riskLevels: alertLabelSummary,
    scoringRows: alertScoringRows,
    baseline: alertBaseline,
  },
  cluster_scorer: {
    modelType: "cluster_scorer",
    schema: clusterSchema,
    objective: "binary:logistic",
    foretellsGrowth: false,
    adapt: withAsManyFeatures,
    extras: trainingExtras,
    trainingRows: clusterTrainingRows,
    constraints: {},
    labelCounts: clusterLabelCounts,
    riskLevels: clusterLabelSummary,
    scoringRows: clusterScoringRows,
    baseline: clusterBaseline,
  },
};

/** A cluster has far fewer features than an alert: the share that leaves a tree enough of the one leaves it none here. */
function withAsManyFeatures(own: TrainingParameters): TrainingParameters {
  const perTree = own.colsample_bytree * alertSchema.names.length;
  return { ...own, colsample_bytree: Math.min(1, perTree / clusterSchema.names.length) };
}
