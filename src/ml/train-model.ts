import { setImmediate as nextTurn } from "node:timers/promises";

import { NeuronError } from "../lib/errors.ts";
import { Booster, type BoosterParameters } from "./booster.ts";
import type { Objective, TrainingMetrics, TrainRequest, TrainResult } from "./contract.ts";
import { DataMatrix } from "./data-matrix.ts";
import { EarlyStopping } from "./early-stopping.ts";
import { auc, logLoss, ndcg } from "./metrics.ts";
import { writeModelFile } from "./model-file.ts";
import { type Own, withNative } from "./native-memory.ts";
import { readRowSets, type RowSet } from "./row-sets.ts";
import { scoresOf } from "./scorer.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/** The validation metric that decides when to stop. */
const watched = {
  "binary:logistic": { metric: "logloss", improvement: "lower" },
  "rank:ndcg": { metric: "ndcg", improvement: "higher" },
} as const;

/** Called after each round with rounds done of rounds planned. */
export type OnRound = (done: number, total: number) => void;

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
    const bestRounds = await boost({ booster, request, ...rows }, onRound);
    const kept = bestRounds < booster.rounds ? own(booster.slice(bestRounds)) : booster;
    const metrics = measure(kept, rows, request.objective);
    const file = await writeModelFile(request.modelPath, kept.save());
    return { ...file, numTrees: kept.rounds, metrics, importance: sharesOf(kept.totalGain()) };
  });
}

/** What remains of a set of rows once the library has its copy: the truth. No matrix when there are no rows. */
interface LoadedRows extends Pick<RowSet, "rows" | "labels" | "groups"> {
  readonly matrix?: DataMatrix;
}

interface Split {
  readonly train: LoadedRows;
  readonly validation: LoadedRows;
}

async function loadRows(library: XgboostLibrary, request: TrainRequest, own: Own): Promise<Split> {
  const { rowsPath, layout, objective, parameters } = request;
  const { train, validation } = await readRowSets(rowsPath, layout, objective);
  if (train.rows === 0)
    throw new NeuronError("INTERNAL", `The rows file ${rowsPath} has no rows to train on`);
  const load = (set: RowSet): LoadedRows => ({
    rows: set.rows,
    labels: set.labels,
    ...(set.groups && { groups: set.groups }),
    ...(set.rows > 0 && { matrix: own(new DataMatrix(library, set, parameters.nthread)) }),
  });
  return { train: load(train), validation: load(validation) };
}

function boosterParameters({ parameters, objective }: TrainRequest): BoosterParameters {
  return {
    ...parameters,
    objective,
    eval_metric: watched[objective].metric,
    tree_method: "hist",
    base_score: 0.5,
    verbosity: 0,
  };
}

interface Boosting extends Split {
  readonly booster: Booster;
  readonly request: TrainRequest;
}

/** Returns how many rounds to keep. */
async function boost({ booster, request, train, validation }: Boosting, onRound: OnRound): Promise<number> {
  const { objective, rounds, earlyStoppingRounds } = request;
  const stopping = new EarlyStopping(earlyStoppingRounds, watched[objective].improvement);
  const watchedMatrix = canOrder(validation, objective) ? validation.matrix : undefined;
  for (let round = 0; round < rounds && train.matrix; round += 1) {
    booster.update(round, train.matrix);
    onRound(round + 1, rounds);
    // Lets progress out, and the end of the parent in.
    await nextTurn();
    if (watchedMatrix && stopping.observe(booster.evaluate(round, watchedMatrix))) break;
  }
  return watchedMatrix ? stopping.bestRounds : rounds;
}

/** One class, or equal relevances only, reward a constant: then every planned round is run. */
function canOrder({ labels, groups }: LoadedRows, objective: Objective): boolean {
  const perfect = { scores: labels, labels };
  return (objective === "rank:ndcg" ? ndcg(perfect, groups ?? []) : auc(perfect)) !== undefined;
}

function measure(booster: Booster, { train, validation }: Split, objective: Objective): TrainingMetrics {
  const outcomesOf = ({ matrix, labels }: LoadedRows) => ({
    scores: matrix ? scoresOf(booster, matrix, objective) : [],
    labels,
  });
  const [trained, validated] = [outcomesOf(train), outcomesOf(validation)];
  const samples = { trainSamples: train.rows, valSamples: validation.rows };
  return objective === "rank:ndcg"
    ? {
        ...samples,
        ...withoutUndefined({
          trainNdcg: ndcg(trained, train.groups ?? []),
          valNdcg: ndcg(validated, validation.groups ?? []),
        }),
      }
    : {
        ...samples,
        ...withoutUndefined({
          trainAuc: auc(trained),
          valAuc: auc(validated),
          trainLogloss: logLoss(trained),
          valLogloss: logLoss(validated),
        }),
      };
}

function sharesOf(gains: ReadonlyMap<string, number>): TrainResult["importance"] {
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return [...gains]
    .map(([feature, gain]) => ({ feature, importance: gain / total }))
    .sort((a, b) => b.importance - a.importance || (a.feature < b.feature ? -1 : 1));
}

function withoutUndefined<K extends string>(
  values: Record<K, number | undefined>,
): Partial<Record<K, number>> {
  const known = Object.entries(values).filter(([, value]) => value !== undefined);
  // Entries were only left out, so the names are still those of K.
  return Object.fromEntries(known) as Partial<Record<K, number>>;
}
