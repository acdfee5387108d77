import { messageOf, NeuronError } from "../lib/errors.ts";
import { Booster } from "./booster.ts";
import { type ScoreForm, scoresOf } from "./booster-scores.ts";
import { CALIBRATION_ATTRIBUTE, parseCalibration, SECOND_MODEL_ATTRIBUTE } from "./calibration.ts";
import type { ModelFile } from "./contract.ts";
import { DenseRows } from "./dense-rows.ts";
import { logisticScorer, parseLogisticModel, type PlacedLogistic, placeLogistic } from "./logistic-model.ts";
import { readModelFile } from "./model-file.ts";
import type { Disposable } from "./native-memory.ts";
import { PRIOR_ATTRIBUTE } from "./prior-margins.ts";
import { checkedScores } from "./scores.ts";
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
  const { booster, ...form } = loadFitting(library, bytes, features);
  booster.configure({ nthread });
  form.second?.configure({ nthread });
  return {
    score: (values) => scoresOf(booster, new DenseRows(values, features.length), form),
    dispose: () => {
      booster.dispose();
      form.second?.dispose();
    },
  };
}

/**
 * Returns the booster in these bytes, to be disposed, and how its margins become scores. Throws MODEL_REFUSED when it
 * was made for other features or for another purpose.
 */
export function loadFitting(
  library: XgboostLibrary,
  bytes: Buffer,
  features: readonly string[],
): FittingBooster {
  const booster = loadBooster(library, bytes);
  try {
    const { objective } = booster;
    refuseMisfit(booster, features);
    const attribute = booster.findAttribute(CALIBRATION_ATTRIBUTE);
    const calibration = attribute === undefined ? undefined : parseCalibration(attribute);
    const prior = findPrior(booster, features);
    if (objective === "binary:logistic" || objective === "rank:ndcg")
      return { booster, objective, calibration, prior, second: findSecond(library, booster) };
    throw new NeuronError(
      "MODEL_REFUSED",
      `The model's objective is ${objective}, which gives no score in [0,1]`,
    );
  } catch (error) {
    booster.dispose();
    throw error;
  }
}

/** To be disposed, the second model too. */
export interface FittingBooster extends ScoreForm {
  readonly booster: Booster;
}

function findPrior(booster: Booster, features: readonly string[]): PlacedLogistic | undefined {
  const attribute = booster.findAttribute(PRIOR_ATTRIBUTE);
  return attribute === undefined
    ? undefined
    : placeLogistic(parseLogisticModel(Buffer.from(attribute)), features);
}

function findSecond(library: XgboostLibrary, booster: Booster): Booster | undefined {
  const attribute = booster.findAttribute(SECOND_MODEL_ATTRIBUTE);
  return attribute === undefined ? undefined : loadBooster(library, Buffer.from(attribute, "base64"));
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
