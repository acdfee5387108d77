import type { Objective, TrainingMetrics } from "./contract.ts";
import { auc, logLoss, ndcg } from "./metrics.ts";
import type { RowSet } from "./row-sets.ts";

/** Rows against the truth; none where there are no scores. */
export interface ScoredRows extends Pick<RowSet, "labels" | "groups" | "hindsight"> {
  readonly scores: Float64Array;
}

interface ScoredSets {
  readonly train: ScoredRows;
  readonly validation: ScoredRows;
}

/** Returns how well the scores tell the labels, rows of hindsight left aside; see TrainingMetrics. */
export function trainingMetrics(objective: Objective, given: ScoredSets): TrainingMetrics {
  const [train, validation] = [withoutHindsight(given.train), withoutHindsight(given.validation)];
  const hindsightSamples = given.train.labels.length - train.labels.length;
  return {
    trainSamples: train.labels.length,
    valSamples: validation.labels.length,
    ...(hindsightSamples > 0 && { hindsightSamples }),
    ...withoutUndefined(metricsOf(objective, { train, validation })),
  };
}

/** Undefined where a metric has no value. */
type Metrics = { readonly [Metric in keyof TrainingMetrics]?: number | undefined };

function metricsOf(objective: Objective, { train, validation }: ScoredSets): Metrics {
  switch (objective) {
    case "binary:logistic":
      return {
        trainAuc: auc(train),
        valAuc: auc(validation),
        trainLogloss: logLoss(train),
        valLogloss: logLoss(validation),
      };
    case "rank:ndcg":
      return {
        trainNdcg: ndcg(train, train.groups ?? []),
        valNdcg: ndcg(validation, validation.groups ?? []),
      };
  }
}

function withoutHindsight(rows: ScoredRows): ScoredRows {
  const { hindsight, groups } = rows;
  if (hindsight === undefined) return rows;
  const isKept = (_: number, row: number) => hindsight[row] !== 1;
  return {
    scores: rows.scores.filter(isKept),
    labels: rows.labels.filter(isKept),
    ...(groups && { groups: sizesWithout(hindsight, groups) }),
  };
}

/** Returns the sizes of the groups that still have rows. */
function sizesWithout(hindsight: Uint8Array, groups: Uint32Array): Uint32Array {
  let start = 0;
  const sizes = groups.map((size) => {
    const left = hindsight.subarray(start, start + size).filter((flag) => flag !== 1).length;
    start += size;
    return left;
  });
  return sizes.filter((size) => size > 0);
}

function withoutUndefined(metrics: Metrics): Partial<TrainingMetrics> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => value !== undefined));
}
