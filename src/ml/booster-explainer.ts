import { addPrior } from "./booster-scores.ts";
import { isRaisedBySecond } from "./calibration.ts";
import type { RowContributions } from "./contributions-file.ts";
import { DataMatrix } from "./data-matrix.ts";
import { addLogistic, type Contributions } from "./logistic-contributions.ts";
import type { Disposable } from "./native-memory.ts";
import { type FittingBooster, loadFitting, type ScorerSettings } from "./scorer.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/** A loaded model that can explain its scores. */
export interface Explainer extends Disposable {
  explain(features: Float32Array): RowContributions;
}

/**
 * Returns what explains the scores of the booster in these bytes, each by the model that set it: what made the first
 * model call an address quiet would not explain why the second raised its score. Throws MODEL_REFUSED as loadFitting.
 */
export function boosterExplainer(
  library: XgboostLibrary,
  bytes: Buffer,
  settings: ScorerSettings,
): Explainer {
  const models = loadFitting(library, bytes, settings.features);
  const columns = settings.features.length;
  for (const booster of [models.booster, models.second]) booster?.configure({ nthread: settings.nthread });
  return {
    explain: (features) => {
      const table = { library, features, columns, nthread: settings.nthread };
      const raised = raisedRows(models, table);
      const explained = contributionsOf(models, table, raised.includes(1) ? pick(raised, 0) : undefined);
      if (models.second === undefined || !raised.includes(1))
        return { ...explained, models: raised.map(numberOf) };
      const other = contributionsOf({ booster: models.second }, table, pick(raised, 1));
      return { ...merged(raised, explained, other), models: raised.map(numberOf) };
    },
    dispose: () => {
      models.booster.dispose();
      models.second?.dispose();
    },
  };
}

/** Models are counted from 1 in the file, see ExplainRequest. */
function numberOf(raised: number): number {
  return raised + 1;
}

interface Table {
  readonly library: XgboostLibrary;
  /** Row after row. */
  readonly features: Float32Array;
  readonly columns: number;
  readonly nthread: number;
}

/** Returns 1 for each row whose score the second model set, else 0. */
function raisedRows({ booster, calibration, second, prior }: FittingBooster, table: Table): Uint8Array {
  const raised = new Uint8Array(table.features.length / table.columns);
  if (second === undefined || calibration === undefined) return raised;
  const isRaised = isRaisedBySecond(calibration);
  return withMatrix(table, (matrix) => {
    const others = second.predict(matrix, "margin");
    for (const [row, margin] of addPrior(booster.predict(matrix, "margin"), prior, table).entries())
      raised[row] = isRaised(margin, others[row]) ? 1 : 0;
    return raised;
  });
}

function pick(raised: Uint8Array, wanted: 0 | 1): Uint32Array {
  return Uint32Array.from(raised.keys()).filter((row) => raised[row] === wanted);
}

/** Explains these rows, or all: exact contributions take longest of all, so no row is explained twice. */
function contributionsOf(
  { booster, prior }: Pick<FittingBooster, "booster" | "prior">,
  table: Table,
  rows: Uint32Array | undefined,
): Contributions {
  const { columns } = table;
  if (rows?.length === 0) return { columns, contributions: new Float32Array(), margins: new Float32Array() };
  const features = rows === undefined ? table.features : taken(table, rows);
  const explained = withMatrix({ ...table, features }, (matrix) => ({
    columns,
    contributions: booster.contributions(matrix),
    margins: booster.predict(matrix, "margin"),
  }));
  if (prior) addLogistic(explained, prior, features);
  return explained;
}

function taken({ features, columns }: Table, rows: Uint32Array): Float32Array {
  const values = new Float32Array(rows.length * columns);
  for (const [place, row] of rows.entries())
    values.set(features.subarray(row * columns, (row + 1) * columns), place * columns);
  return values;
}

/** Puts the rows of either model back into the order that they came in. */
function merged(raised: Uint8Array, first: Contributions, second: Contributions): Contributions {
  const width = first.columns + 1;
  const contributions = new Float32Array(raised.length * width);
  const margins = new Float32Array(raised.length);
  const next = [0, 0];
  for (const [row, model] of raised.entries()) {
    const from = model === 1 ? second : first;
    const place = next[model] ?? 0;
    next[model] = place + 1;
    contributions.set(from.contributions.subarray(place * width, (place + 1) * width), row * width);
    margins[row] = from.margins[place] ?? NaN;
  }
  return { columns: first.columns, contributions, margins };
}

function withMatrix<T>({ library, features, columns, nthread }: Table, use: (matrix: DataMatrix) => T): T {
  const matrix = new DataMatrix(library, { features, columns }, nthread);
  try {
    return use(matrix);
  } finally {
    matrix.dispose();
  }
}
