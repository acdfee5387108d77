import { readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { Booster } from "../../../src/ml/booster.ts";
import { DataMatrix } from "../../../src/ml/data-matrix.ts";
import { openXgboost } from "../../../src/ml/xgboost-library.ts";

// The library and nothing else: loads a matrix and a model, computes contributions or margins, and says how long it took.
// As nice as the worker, so that neighbours slow both down alike.
setPriority(10);

const [matrixPath = "", modelPath = "", columns = "", what] = process.argv.slice(2);
const library = openXgboost();
const bytes = readFileSync(matrixPath);
const features = new Float32Array(
  bytes.buffer,
  bytes.byteOffset,
  bytes.length / Float32Array.BYTES_PER_ELEMENT,
);
const startedAt = performance.now();
const booster = Booster.load(library, readFileSync(modelPath));
booster.configure({ nthread: 1 });
const matrix = new DataMatrix(library, { features, columns: Number(columns) }, 1);
const margins = what === "margins" ? [...booster.predict(matrix, "margin")] : [];
if (what === "contributions") booster.contributions(matrix);
const durationMs = performance.now() - startedAt;
process.send?.({ durationMs, margins }, () => process.disconnect());
