import { open, rename } from "node:fs/promises";

import { NeuronError } from "../lib/errors.ts";
import type { ExplainRequest, ExplainResult } from "./contract.ts";
import { boosterExplainer, type Explainer } from "./booster-explainer.ts";
import { encodeContributions, type RowContributions } from "./contributions-file.ts";
import { addLogistic } from "./logistic-contributions.ts";
import { parseLogisticModel, placeLogistic } from "./logistic-model.ts";
import { partialPathOf, readModelFile } from "./model-file.ts";
import { featuresOf, readRows } from "./rows-file.ts";
import type { XgboostLibrary } from "./xgboost-library.ts";

/** A formula has no second model. */
const ONLY_MODEL = 1;
/** How far contributions may miss the margin that they sum to, against the size of what is summed: float32 sums. */
const ROUNDING = 1e-4;

/**
 * Writes what each feature contributes to the margin behind each score, a few megabytes of rows at a time; see ExplainRequest
 * for the file, which is put in place when it is whole. Throws MODEL_REFUSED, LIBRARY_MISSING, and INTERNAL for rows
 * that cannot be scored or contributions that do not sum to the margin.
 */
export async function explainRows(
  request: ExplainRequest,
  openLibrary: () => XgboostLibrary,
): Promise<Omit<ExplainResult, "durationMs">> {
  const explainer = await openExplainer(request, openLibrary);
  const partialPath = partialPathOf(request.contributionsPath);
  const file = await open(partialPath, "w");
  const { layout, top } = request;
  let rows = 0;
  try {
    for await (const chunk of readRows(request.rowsPath, layout)) {
      const features = featuresOf(chunk, layout);
      const explained = explainer.explain(features);
      refuseDisagreement(explained, chunk.rows);
      await file.writeFile(encodeContributions({ chunk, features }, explained, top));
      rows += chunk.rows;
    }
  } finally {
    explainer.dispose();
    await file.close();
  }
  await rename(partialPath, request.contributionsPath);
  return { rows };
}

async function openExplainer(
  { model, layout, nthread }: ExplainRequest,
  openLibrary: () => XgboostLibrary,
): Promise<Explainer> {
  const bytes = await readModelFile(model);
  return model.algorithm === "logistic"
    ? openLogistic(bytes, layout.features)
    : boosterExplainer(openLibrary(), bytes, { features: layout.features, nthread });
}

function openLogistic(bytes: Buffer, features: readonly string[]): Explainer {
  const model = placeLogistic(parseLogisticModel(bytes), features);
  const columns = features.length;
  return {
    explain: (values) => {
      const rows = values.length / columns;
      const contributions = new Float32Array(rows * (columns + 1));
      const margins = new Float32Array(rows);
      addLogistic({ columns, contributions, margins }, model, values);
      return { columns, contributions, margins, models: new Uint8Array(rows).fill(ONLY_MODEL) };
    },
    dispose: () => undefined,
  };
}

/** What does not add up explains nothing. */
function refuseDisagreement({ columns, contributions, margins }: RowContributions, rows: number): void {
  for (let row = 0; row < rows; row += 1) {
    let [sum, size] = [0, 1];
    for (let index = row * (columns + 1); index < (row + 1) * (columns + 1); index += 1) {
      const contribution = contributions[index] ?? NaN;
      sum += contribution;
      size += Math.abs(contribution);
    }
    const margin = margins[row] ?? NaN;
    if (Math.abs(sum - margin) <= ROUNDING * size) continue;
    throw new NeuronError("INTERNAL", `The contributions to a row sum to ${sum}, its margin is ${margin}`);
  }
}
