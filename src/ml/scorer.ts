import { messageOf, NeuronError } from "../lib/errors.ts";
import { Booster } from "./booster.ts";
import type { ModelFile, Objective } from "./contract.ts";
import { DataMatrix } from "./data-matrix.ts";
import { logisticScorer, parseLogisticModel } from "./logistic-model.ts";
import { readModelFile } from "./model-file.ts";
import type { Disposable } from "./native-memory.ts";
import { checkedScores, shortestDecimal, sigmoid } from "./scores.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/** A loaded model. */
export interface Scorer extends Disposable {
  /** Returns one score in [0,1] per row; throws INTERNAL when the model gives anything else. */
  score(features: Float32Array): Float64Array;
}

export interface ScorerSettings {
  /** What the columns of the rows are, in order. */
  readonly features: readonly string[];
  readonly nthread: number;
}

/**
 * Loads a model for rows with these features. Throws MODEL_REFUSED when the file is not the one that was written,
 * when it holds no model, or when the model was made for other features.
 * @param openLibrary called only for a model that needs the library.
 */
export async function openScorer(
  model: ModelFile,
  settings: ScorerSettings,
  openLibrary: () => XgboostLibrary,
): Promise<Scorer> {
  const bytes = await readModelFile(model);
  return model.algorithm === "logistic"
    ? openLogistic(bytes, settings)
    : openBooster(openLibrary(), bytes, settings);
}

/**
 * Returns the scores of a booster, one per row: for classification the library's probability, as the shortest
 * decimal that names it; for ranking the logistic function of the margin, which keeps the order within [0,1].
 */
export function scoresOf(booster: Booster, matrix: DataMatrix, objective: Objective): Float64Array {
  switch (objective) {
    case "binary:logistic":
      return checkedScores(new Float64Array(booster.predict(matrix, "probability")).map(shortestDecimal));
    case "rank:ndcg":
      return checkedScores(new Float64Array(booster.predict(matrix, "margin")).map(sigmoid));
  }
}

function openLogistic(bytes: Buffer, { features }: ScorerSettings): Scorer {
  const scoreRow = logisticScorer(parseLogisticModel(bytes), features);
  return {
    score: (values) => {
      const scores = new Float64Array(values.length / features.length);
      return checkedScores(scores.map((_, row) => scoreRow(values, row * features.length)));
    },
    dispose: () => undefined,
  };
}

function openBooster(library: XgboostLibrary, bytes: Buffer, { features, nthread }: ScorerSettings): Scorer {
  const { booster, objective } = loadFitting(library, bytes, features);
  return {
    score: (values) => {
      const matrix = new DataMatrix(library, { features: values, columns: features.length }, nthread);
      try {
        return scoresOf(booster, matrix, objective);
      } finally {
        matrix.dispose();
      }
    },
    dispose: () => booster.dispose(),
  };
}

function loadFitting(library: XgboostLibrary, bytes: Buffer, features: readonly string[]): FittingBooster {
  const booster = loadBooster(library, bytes);
  try {
    const { objective } = booster;
    refuseMisfit(booster, features);
    if (objective === "binary:logistic" || objective === "rank:ndcg") return { booster, objective };
    throw new NeuronError(
      "MODEL_REFUSED",
      `The model's objective is ${objective}, which gives no score in [0,1]`,
    );
  } catch (error) {
    booster.dispose();
    throw error;
  }
}

interface FittingBooster {
  readonly booster: Booster;
  readonly objective: Objective;
}

function loadBooster(library: XgboostLibrary, bytes: Buffer): Booster {
  try {
    return Booster.load(library, bytes);
  } catch (error) {
    throw new NeuronError("MODEL_REFUSED", `Not a model: ${messageOf(error)}`, { cause: error });
  }
}

function refuseMisfit({ columns, featureNames }: Booster, features: readonly string[]): void {
  if (columns !== features.length) {
    const message = `The model was made for ${columns} features, the rows have ${features.length}; train a new one`;
    throw new NeuronError("MODEL_REFUSED", message, {
      context: { expected: columns, found: features.length },
    });
  }
  const other = featureNames.findIndex((name, column) => name !== features[column]);
  if (other < 0) return;
  const context = { column: other, expected: featureNames[other], found: features[other] };
  throw new NeuronError("MODEL_REFUSED", "The model was made for other features; train a new one", {
    context,
  });
}
