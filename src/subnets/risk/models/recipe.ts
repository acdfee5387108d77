import type { Objective, RowExtra, TrainingParameters } from "../../../ml/contract.ts";
import type { LogisticModel } from "../../../ml/logistic-model.ts";
import { alertSchema } from "../features/alert-features.ts";
import { clusterSchema } from "../features/cluster-features.ts";
import type { FeatureSchema } from "../features/feature.ts";
import { alertLabelSummary, clusterLabelSummary } from "../features/labels.ts";
import { alertScoringRows, clusterScoringRows } from "../features/scoring-rows.ts";
import {
  alertTrainingRows,
  classifierExtras,
  clusterTrainingRows,
  rankerExtras,
  rankingTrainingRows,
} from "../features/training-rows.ts";
import { alertBaseline, clusterBaseline } from "./baseline.ts";
import type { ModelType } from "../model-card.ts";

/** All that distinguishes one model type from another. */
export interface ModelRecipe {
  readonly modelType: ModelType;
  readonly schema: FeatureSchema;
  readonly objective: Objective;
  /** Where this objective needs other parameters than the operator's. */
  readonly parameters: Partial<TrainingParameters>;
  readonly extras: readonly RowExtra[];
  readonly trainingRows: string;
  readonly labelSummary: string;
  readonly scoringRows: string;
  readonly baseline: LogisticModel;
}

/** The recipe of every model type, in the order in which they are trained. */
export const recipes: Readonly<Record<ModelType, ModelRecipe>> = {
  alert_scorer: {
    modelType: "alert_scorer",
    schema: alertSchema,
    objective: "binary:logistic",
    parameters: {},
    extras: classifierExtras,
    trainingRows: alertTrainingRows,
    labelSummary: alertLabelSummary,
    scoringRows: alertScoringRows,
    baseline: alertBaseline,
  },
  alert_ranker: {
    modelType: "alert_ranker",
    schema: alertSchema,
    objective: "rank:ndcg",
    // The weight of a ranked row is a sum over its pairs, far below 1 in small groups: any minimum would stop growth.
    parameters: { min_child_weight: 0 },
    extras: rankerExtras,
    trainingRows: rankingTrainingRows,
    labelSummary: alertLabelSummary,
    scoringRows: alertScoringRows,
    baseline: alertBaseline,
  },
  cluster_scorer: {
    modelType: "cluster_scorer",
    schema: clusterSchema,
    objective: "binary:logistic",
    parameters: {},
    extras: classifierExtras,
    trainingRows: clusterTrainingRows,
    labelSummary: clusterLabelSummary,
    scoringRows: clusterScoringRows,
    baseline: clusterBaseline,
  },
};
