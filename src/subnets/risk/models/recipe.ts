import type { Objective, RowExtra } from "../../../ml/contract.ts";
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
    extras: classifierExtras,
    trainingRows: clusterTrainingRows,
    labelSummary: clusterLabelSummary,
    scoringRows: clusterScoringRows,
    baseline: clusterBaseline,
  },
};
