import { open, rename } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import { Booster } from "./booster.ts";
import { boost, boosterParameters, type LoadedRows, type OnRound } from "./boosting.ts";
import type { FoldResult, RowsLayout, ValidateRequest, ValidateResult } from "./contract.ts";
import { DataMatrix } from "./data-matrix.ts";
import { type FoldRows, readFoldRows } from "./fold-rows.ts";
import { type Fold, planFolds } from "./folds.ts";
import { partialPathOf } from "./model-file.ts";
import { type Own, withNative } from "./native-memory.ts";
import { beginAt, fitPrior } from "./prior-margins.ts";
import { taughtContent, type RowSet } from "./row-sets.ts";
import { openScorer, type Scorer } from "./scorer.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/**
 * Trains on every fold and writes what the models say of the rows held out; see ValidateRequest for the file. Throws
 * INTERNAL when the rows cannot be trained on or held out, MODEL_REFUSED for a champion that does not fit.
 */
export async function validateModel(
  library: XgboostLibrary,
  request: ValidateRequest,
  onRound: OnRound,
): Promise<Omit<ValidateResult, "durationMs">> {
  const rows = await readFoldRows(request.rowsPath, request);
  if (rows.rows === 0)
    throw new NeuronError("INTERNAL", `The rows file ${request.rowsPath} has no rows to train on`);
  const plan = planFolds(rows.keys, request.folds);
  const champion = await openChampion(library, request);
  const partialPath = partialPathOf(request.heldOutPath);
  const file = await open(partialPath, "w");
  const results: FoldResult[] = [];
  try {
    for (const [index, fold] of plan.folds.entries()) {
      const report: OnRound = (done, total) => onRound(index * total + done, plan.folds.length * total);
      const { scores, bestRounds } = await runFold({ library, request, rows, champion }, fold, report);
      await file.writeFile(encode(rows, fold, { layout: request.layout, scores }));
      results.push(foldResult(fold, bestRounds));
    }
  } finally {
    champion?.dispose();
    await file.close();
  }
  await rename(partialPath, request.heldOutPath);
  const heldOutRows = results.reduce((sum, fold) => sum + fold.heldOutRows, 0);
  return { kind: plan.kind, folds: results, heldOutRows, rounds: roundsForAll(results, request) };
}

async function openChampion(
  library: XgboostLibrary,
  { champion, layout, parameters }: ValidateRequest,
): Promise<Scorer | undefined> {
  if (champion === undefined) return undefined;
  const settings = { features: layout.features, nthread: parameters.nthread };
  return openScorer(champion, settings, () => library);
}

interface FoldRun {
  readonly library: XgboostLibrary;
  readonly request: ValidateRequest;
  readonly rows: FoldRows;
  readonly champion: Scorer | undefined;
}

interface HeldOutScores {
  readonly margins: Float32Array;
  readonly champion: Float64Array | undefined;
}

async function runFold(
  { library, request, rows, champion }: FoldRun,
  fold: Fold,
  onRound: OnRound,
): Promise<{ scores: HeldOutScores; bestRounds: number | undefined }> {
  return withNative(async (own) => {
    const { train, heldOut } = loadFold({ library, request, rows }, fold, own);
    const matrices = [train, heldOut].flatMap(({ matrix }) => matrix ?? []);
    const booster = own(Booster.create(library, matrices, boosterParameters(request)));
    const bestRounds = await boost({ booster, settings: request, train, validation: heldOut }, onRound);
    const kept =
      bestRounds !== undefined && bestRounds < booster.rounds ? own(booster.slice(bestRounds)) : booster;
    return {
      scores: {
        margins: kept.predict(heldOut.matrix, "margin"),
        champion: champion?.score(heldOut.features),
      },
      bestRounds,
    };
  });
}

/** What trains and what is held out begin at the same prior, fitted to what trains. */
function loadFold({ library, request, rows }: Omit<FoldRun, "champion">, fold: Fold, own: Own) {
  const taught = rows.take(fold.train, "train");
  const prior = fitPrior(request, taughtContent(taught));
  const load = (set: RowSet) => {
    const content = beginAt(prior, taughtContent(set), request.layout.features);
    return { ...set, matrix: own(new DataMatrix(library, content, request.parameters.nthread)) };
  };
  return { train: withoutFeatures(load(taught)), heldOut: load(rows.take(fold.heldOut, "validation")) };
}

/** The library has its copy: the other is as large again, and would stay for the whole training. */
function withoutFeatures({ rows, labels, groups, matrix }: LoadedRows): LoadedRows {
  return { rows, labels, ...(groups && { groups }), ...(matrix && { matrix }) };
}

function encode(
  rows: FoldRows,
  { heldOut }: Fold,
  { layout, scores }: { layout: RowsLayout; scores: HeldOutScores },
): Uint8Array {
  const extras = layout.extras.length;
  const width = extras + 2;
  const values = new Float32Array(heldOut.length * width);
  for (const [place, row] of heldOut.entries()) {
    values.set(rows.extras.subarray(row * extras, (row + 1) * extras), place * width);
    values[place * width + extras] = scores.margins[place] ?? NaN;
    values[place * width + extras + 1] = scores.champion?.[place] ?? NaN;
  }
  return new Uint8Array(values.buffer);
}

function foldResult({ date, group, train, heldOut }: Fold, bestRounds: number | undefined): FoldResult {
  return {
    ...(date !== undefined && { date }),
    group,
    trainRows: train.length,
    heldOutRows: heldOut.length,
    ...(bestRounds !== undefined && { bestRounds }),
  };
}

/**
 * Returns the median of the folds' best, as many times more as the model to train has groups of addresses: more rows bear
 * more trees before they fit chance. The request's where no fold has a best.
 */
function roundsForAll(
  results: readonly FoldResult[],
  { rounds, folds: { addressGroups } }: Pick<ValidateRequest, "rounds" | "folds">,
): number {
  const best = results.flatMap(({ bestRounds }) => bestRounds ?? []).sort((a, b) => a - b);
  const median = best[Math.floor(best.length / 2)];
  if (median === undefined) return rounds;
  return Math.min(rounds, Math.ceil((median * addressGroups) / (addressGroups - 1)));
}
