import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ProcessModelWorker } from "../../src/ml/process-model-worker.ts";
import { createRandom, encodeRows } from "../support/ml.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { median, timed, type Bench } from "./bench.ts";
import { trainingSettings } from "./bench-network.ts";
import { program } from "./processes.ts";

const rowCount = 50_000;
const columns = 100;
const rounds = 100;
const pairs = 3;

/** Training in the worker, from the rows file to the model file, against the library's loop in a bare process. */
export const trainVsLibrary: Bench = {
  name: "train.vs_library",
  target: { atMost: 1.3 },
  measure: async () => {
    const directory = await makeTempDir();
    try {
      const files = await writeInputs(directory);
      const ratios = [];
      for (let pair = 0; pair < pairs; pair += 1) {
        const bareMs = await runBare(files.matrixPath);
        const ours = await timed(() => runWorker(directory, files.rowsPath));
        ratios.push(ours / bareMs);
      }
      return median(ratios);
    } finally {
      await removeTempDir(directory);
    }
  },
};

async function writeInputs(directory: string): Promise<{ rowsPath: string; matrixPath: string }> {
  const random = createRandom(7);
  const labels = new Float32Array(rowCount);
  const features = new Float32Array(rowCount * columns).map(() => random());
  const rows = Array.from({ length: rowCount }, (_, row) => {
    const values = features.subarray(row * columns, (row + 1) * columns);
    labels[row] = (values[0] ?? 0) + (values[1] ?? 0) * random() > 0.8 ? 1 : 0;
    return { key: `row-${row}`, values: [labels[row] ?? 0, ...values] };
  });
  const [rowsPath, matrixPath] = [join(directory, "rows"), join(directory, "matrix")];
  await writeFile(rowsPath, encodeRows(rows));
  await writeFile(matrixPath, Buffer.concat([Buffer.from(labels.buffer), Buffer.from(features.buffer)]));
  return { rowsPath, matrixPath };
}

async function runBare(matrixPath: string): Promise<number> {
  const path = program("test/bench/programs/library-loop.js");
  const environment = { ...process.env, OMP_WAIT_POLICY: "passive" };
  const child = fork(path, [matrixPath, String(columns), String(rounds)], { env: environment });
  const [durationMs] = z.tuple([z.number(), z.unknown()]).parse(await once(child, "message"));
  await once(child, "exit");
  return durationMs;
}

async function runWorker(directory: string, rowsPath: string): Promise<void> {
  await new ProcessModelWorker({ trainTimeoutMs: 600_000, predictTimeoutMs: 600_000 }).train({
    rowsPath,
    layout: { extras: ["label"], features: Array.from({ length: columns }, (_, column) => `f${column}`) },
    objective: "binary:logistic",
    parameters: { ...trainingSettings.parameters, subsample: 1, colsample_bytree: 1 },
    rounds,
    earlyStoppingRounds: rounds,
    modelPath: join(directory, "model.txt"),
  });
}
