import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { calibrator } from "../../src/ml/calibration.ts";
import type { ModelFile, RowsLayout } from "../../src/ml/contract.ts";
import { ProcessModelWorker } from "../../src/ml/process-model-worker.ts";
import { createParameters, createRandom, encodeRows, readScores } from "../support/ml.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { median, timed, type Bench } from "./bench.ts";
import { program } from "./processes.ts";

const columns = 100;
const explainedRows = 5_000;
const scoredRows = 50_000;
const kept = 20;
const pairs = 3;
const layout: RowsLayout = {
  extras: ["label"],
  features: Array.from({ length: columns }, (_, column) => `f${column}`),
};
const calibration = { curve: { method: "platt", slope: 0.8, intercept: -0.3 } } as const;
const worker = new ProcessModelWorker({ trainTimeoutMs: 600_000, predictTimeoutMs: 600_000 });

/** Explaining in the worker, from the rows file to the contributions file, against the library alone in a bare process. */
export const explainVsLibrary: Bench = {
  name: "explain.vs_library",
  target: { atMost: 1.2 },
  measure: () =>
    withModel(explainedRows, async ({ directory, rowsPath, matrixPath, model }) => {
      const contributionsPath = join(directory, "contributions");
      const ratios = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const { durationMs } = await runBare(matrixPath, model.path);
        const ours = await timed(() =>
          worker.explain({ rowsPath, layout, model, top: kept, contributionsPath, nthread: 1 }),
        );
        ratios.push(ours / durationMs);
      }
      return median(ratios);
    }),
};

/** How many of 50,000 scores are not the calibrated margins of the library itself, to the last bit. */
export const scoreVsLibrary: Bench = {
  name: "score.js_vs_library",
  target: { atMost: 0 },
  measure: () =>
    withModel(scoredRows, async ({ directory, rowsPath, matrixPath, model }) => {
      const scoresPath = join(directory, "scores");
      await worker.predict({ rowsPath, layout, model, scoresPath, nthread: 1 });
      const { margins } = await runBare(matrixPath, model.path, "margins");
      const toScore = calibrator(calibration);
      const scores = await readScores(scoresPath);
      return scores.filter(({ score }, row) => score !== toScore(margins[row] ?? NaN)).length;
    }),
};

interface BenchModel {
  readonly directory: string;
  readonly rowsPath: string;
  /** The features alone, row after row. */
  readonly matrixPath: string;
  readonly model: ModelFile;
}

async function withModel<T>(rowCount: number, work: (model: BenchModel) => Promise<T>): Promise<T> {
  const directory = await makeTempDir();
  try {
    const random = createRandom(11);
    const features = new Float32Array(rowCount * columns).map(() => random());
    const rows = Array.from({ length: rowCount }, (_, row) => {
      const values = features.subarray(row * columns, (row + 1) * columns);
      const label = (values[0] ?? 0) + (values[1] ?? 0) * random() > 0.8 ? 1 : 0;
      return { key: `row-${row}`, values: [label, ...values] };
    });
    const [rowsPath, matrixPath] = [join(directory, "rows"), join(directory, "matrix")];
    await writeFile(rowsPath, encodeRows(rows));
    await writeFile(matrixPath, Buffer.from(features.buffer));
    const path = join(directory, "model.txt");
    const parameters = createParameters({ max_depth: 6, eta: 0.1 });
    const training = { rowsPath, layout, objective: "binary:logistic", parameters, calibration } as const;
    const { sha256 } = await worker.train({
      ...training,
      rounds: 100,
      earlyStoppingRounds: 100,
      modelPath: path,
    });
    return await work({ directory, rowsPath, matrixPath, model: { path, sha256, algorithm: "xgboost" } });
  } finally {
    await removeTempDir(directory);
  }
}

const bareAnswer = z.object({ durationMs: z.number(), margins: z.array(z.number()) });

async function runBare(matrixPath: string, modelPath: string, what = "contributions") {
  const path = program("test/bench/programs/library-explain.js");
  const environment = { ...process.env, OMP_WAIT_POLICY: "passive" };
  const child = fork(path, [matrixPath, modelPath, String(columns), what], { env: environment });
  const [answer] = z.tuple([bareAnswer, z.unknown()]).parse(await once(child, "message"));
  await once(child, "exit");
  return answer;
}
