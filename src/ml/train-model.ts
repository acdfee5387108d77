import { NeuronError } from "../lib/errors.ts";
import { Booster } from "./booster.ts";
import { boost, boosterParameters, type LoadedRows, type OnRound } from "./boosting.ts";
import { type ScoreForm, scoresOf } from "./booster-scores.ts";
import { CALIBRATION_ATTRIBUTE, SECOND_MODEL_ATTRIBUTE } from "./calibration.ts";
import type { LogisticModel, TrainingMetrics, TrainRequest, TrainResult } from "./contract.ts";
import { DataMatrix } from "./data-matrix.ts";
import { readModelFile, writeModelFile } from "./model-file.ts";
import { type Own, withNative } from "./native-memory.ts";
import { beginAt, fitPrior, PRIOR_ATTRIBUTE } from "./prior-margins.ts";
import { readRowSets, taughtContent, type RowSet } from "./row-sets.ts";
import { trainingMetrics } from "./training-metrics.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/**
 * Trains a model and writes it, last of all, so that a failure leaves no file. Blocks its thread for whole rounds.
 * Throws INTERNAL when the rows cannot be trained on.
 */
export async function trainModel(
  library: XgboostLibrary,
  request: TrainRequest,
  onRound: OnRound,
): Promise<Omit<TrainResult, "durationMs">> {
  return withNative(async (own) => {
    const rows = await loadRows(library, request, own);
    // The arrays the matrices were copied from: without this they stay for the whole training, a fifth of its memory.
    globalThis.gc?.();
    const matrices = [rows.train, rows.validation].flatMap(({ matrix }) => matrix ?? []);
    const booster = own(Booster.create(library, matrices, boosterParameters(request)));
    booster.featureNames = request.layout.features;
    const bestRounds = await boost({ booster, settings: request, ...rows }, onRound);
    const kept =
      bestRounds !== undefined && bestRounds < booster.rounds ? own(booster.slice(bestRounds)) : booster;
    if (rows.prior) kept.setAttribute(PRIOR_ATTRIBUTE, JSON.stringify(rows.prior));
    const second = await attach(kept, request, { library, own });
    const { objective, calibration } = request;
    const metrics = measure(kept, rows, { objective, calibration, second });
    const file = await writeModelFile(request.modelPath, kept.save());
    return { ...file, numTrees: kept.rounds, metrics, importance: sharesOf(kept.totalGain()) };
  });
}

/** Writes into the model what its scores need beside its trees; returns the second model where there is one. */
async function attach(
  booster: Booster,
  { calibration, second }: TrainRequest,
  { library, own }: { library: XgboostLibrary; own: Own },
): Promise<Booster | undefined> {
  if (calibration) booster.setAttribute(CALIBRATION_ATTRIBUTE, JSON.stringify(calibration));
  if (second === undefined) return undefined;
  const bytes = await readModelFile(second);
  booster.setAttribute(SECOND_MODEL_ATTRIBUTE, bytes.toString("base64"));
  const loaded = own(Booster.load(library, bytes));
  if (loaded.findAttribute(PRIOR_ATTRIBUTE) === undefined) return loaded;
  throw new NeuronError("INTERNAL", "A second model cannot begin at a prior");
}

interface Split {
  readonly train: LoadedRows;
  readonly validation: LoadedRows;
  /** What the margins of both begin at. */
  readonly prior?: LogisticModel | undefined;
}

async function loadRows(library: XgboostLibrary, request: TrainRequest, own: Own): Promise<Split> {
  const { rowsPath, parameters, layout } = request;
  const { train, validation } = await readRowSets(rowsPath, request);
  if (train.rows === 0)
    throw new NeuronError("INTERNAL", `The rows file ${rowsPath} has no rows to train on`);
  const prior = fitPrior(request, taughtContent(train));
  const load = (set: RowSet): LoadedRows => {
    const { rows, labels, groups, hindsight } = set;
    const content = beginAt(prior, taughtContent(set), layout.features);
    return {
      rows,
      labels,
      ...(groups && { groups }),
      ...(hindsight && { hindsight }),
      ...(rows > 0 && { matrix: own(new DataMatrix(library, content, parameters.nthread)) }),
    };
  };
  return { train: load(train), validation: load(validation), prior };
}

function measure(booster: Booster, { train, validation }: Split, form: ScoreForm): TrainingMetrics {
  const scored = ({ matrix, ...rows }: LoadedRows) => ({
    ...rows,
    scores: matrix ? scoresOf(booster, matrix, form) : new Float64Array(),
  });
  return trainingMetrics(form.objective, { train: scored(train), validation: scored(validation) });
}

function sharesOf(gains: ReadonlyMap<string, number>): TrainResult["importance"] {
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return [...gains]
    .map(([feature, gain]) => ({ feature, importance: gain / total }))
    .sort((a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1));
}
