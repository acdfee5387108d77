import { readFile } from "node:fs/promises";
import { DataMatrix } from "../../../src/ml/data-matrix.ts";
import { openXgboost } from "../../../src/ml/xgboost-library.ts";
import { runLibraryLoop } from "../../support/ml.ts";

/** The reference for training: the library's own loop in a bare process, on features that are already in memory. */
const [path = "", columnCount = "", rounds = ""] = process.argv.slice(2);
const columns = Number(columnCount);
const values = new Float32Array((await readFile(path)).buffer);
const rows = values.length / (columns + 1);

const startedAt = performance.now();
const library = openXgboost();
const matrix = new DataMatrix(
  library,
  { labels: values.subarray(0, rows), features: values.subarray(rows), columns },
  1,
);
runLibraryLoop(library, matrix, {
  objective: "binary:logistic",
  eval_metric: "logloss",
  tree_method: "hist",
  base_score: 0.5,
  verbosity: 0,
  max_depth: 6,
  eta: 0.1,
  subsample: 1,
  colsample_bytree: 1,
  min_child_weight: 1,
  lambda: 1,
  scale_pos_weight: 1,
  seed: 42,
  nthread: 1,
  rounds: Number(rounds),
});
process.send?.(performance.now() - startedAt);
process.disconnect();
