import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { asNeuronError } from "../../../src/lib/errors.ts";
import { Booster } from "../../../src/ml/booster.ts";
import { calibrator } from "../../../src/ml/calibration.ts";
import type { RowsLayout, ValidateRequest } from "../../../src/ml/contract.ts";
import { DataMatrix } from "../../../src/ml/data-matrix.ts";
import { writeLogisticModel } from "../../../src/ml/logistic-model.ts";
import { ProcessModelWorker } from "../../../src/ml/process-model-worker.ts";
import { openXgboost } from "../../../src/ml/xgboost-library.ts";
import {
  createRandom,
  createTrainRequest,
  findWorkerProcesses,
  readScores,
  type TestRow,
  withDirectory,
  writeRows,
} from "../../support/ml.ts";
import { readContributions } from "../../support/contributions.ts";

const worker = new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 60_000 });
const layout: RowsLayout = {
  extras: ["label", "date", "address", "pattern"],
  features: ["risk", "noise", "volume"],
};
const width = layout.extras.length + 2;
const rows = createDatedRows(1_200);

describe(ProcessModelWorker.prototype.validate.name, () => {
  it("scores what each fold held out, by models that had not seen it", async () => {
    await withDirectory(async (directory) => {
      const { result, heldOut } = await validate(directory, rows);
      expect(result.kind).equal("walk-forward");
      expect(result.folds.map(({ date, group }) => [date, group])).deep.equal([
        [130, 0],
        [130, 1],
        [160, 0],
        [160, 1],
      ]);
      expect(heldOut.length).equal(result.heldOutRows);
      expect(result.heldOutRows).equal(800);
      const positive = heldOut.filter(([label]) => label === 1).map((row) => Number(row[4]));
      const negative = heldOut.filter(([label]) => label === 0).map((row) => Number(row[4]));
      expect(mean(positive)).above(mean(negative) + 2);
      expect(await readdir(directory)).have.members(["rows.bin", "held-out"]);
    });
  });

  it("gives the same bytes for the same rows", async () => {
    const bytes = async () =>
      withDirectory(async (directory) => {
        await validate(directory, rows);
        return readFile(join(directory, "held-out"));
      });
    expect((await bytes()).equals(await bytes())).equal(true);
  });

  it("lets patterns say what is positive", async () => {
    await withDirectory(async (directory) => {
      const { heldOut } = await validate(directory, rows, { positivePatterns: [4] });
      expect(heldOut.every(([label, , , pattern]) => label === (pattern === 4 ? 1 : 0))).equal(true);
    });
  });

  it("asks a champion about the same rows", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "champion.txt");
      const terms = [{ feature: "risk", weight: 1, missing: 0 }];
      const { sha256 } = await writeLogisticModel(path, {
        kind: "logistic",
        name: "champion",
        intercept: 0,
        terms,
      });
      const { heldOut } = await validate(directory, rows, {
        champion: { path, sha256, algorithm: "logistic" },
      });
      expect(heldOut.every((row) => Number(row[5]) > 0.5 && Number(row[5]) < 0.74)).equal(true);
    });
  });

  it("runs every round where the held-out rows are of one class, and says so", async () => {
    await withDirectory(async (directory) => {
      const negatives = rows.map((row) => ({ ...row, values: row.values.with(0, 0) }));
      const { result } = await validate(directory, negatives);
      expect(result.rounds).equal(20);
      expect(result.folds.every(({ bestRounds }) => bestRounds === undefined)).equal(true);
    });
  });

  it("asks for more rounds than the folds' best, as the model to train has more rows, and for no more than given", async () => {
    await withDirectory(async (directory) => {
      const { result } = await validate(directory, rows, { rounds: 200, earlyStoppingRounds: 10 });
      const best = result.folds.map(({ bestRounds = NaN }) => bestRounds).sort((a, b) => a - b);
      expect(result.rounds).equal(2 * Number(best[2]));
      const { result: bounded } = await validate(directory, rows, { rounds: 3 });
      expect(bounded.rounds).equal(3);
    });
  });

  it("takes missing values, and models that saw one class", async () => {
    await withDirectory(async (directory) => {
      // All that is positive is on the last date, so every earlier row that trains is negative.
      const late = rows.map(({ key, values: [label = 0, date = 0, ...rest] }) => ({
        key,
        values: [date === 160 ? label : 0, date, ...rest.with(2, NaN)],
      }));
      const { result, heldOut } = await validate(directory, late);
      expect(result.folds.map(({ date }) => date)).deep.equal([130, 130, 160, 160]);
      expect(heldOut.every((row) => Number.isFinite(row[4]))).equal(true);
    });
  });

  for (const signal of ["SIGKILL", "SIGSEGV"] as const) {
    it(`names ${signal} when that ended its child, and leaves nothing half-written`, async () => {
      await withDirectory(async (directory) => {
        const kills: Promise<void>[] = [];
        const onRound = () => {
          if (kills.length === 0) kills.push(killWorkers(signal));
        };
        const given = await writeRequest(directory, rows, { rounds: 100_000, earlyStoppingRounds: 100_000 });
        const error = await worker
          .validate(given, { onRound })
          .then(() => expect.fail("ended"), asNeuronError);
        await Promise.all(kills);
        expect(error.code).equal("TRAINING_FAILED");
        expect(error.context).include({ signal });
        expect(await readdir(directory)).deep.equal(["rows.bin"]);
      });
    });
  }

  it("ends with its child when it hangs past the time limit", async () => {
    await withDirectory(async (directory) => {
      const hurried = new ProcessModelWorker({ trainTimeoutMs: 300, predictTimeoutMs: 60_000 });
      const endless = await writeRequest(directory, rows, { rounds: 100_000, earlyStoppingRounds: 100_000 });
      const error = await hurried.validate(endless).then(() => expect.fail("ended"), asNeuronError);
      expect(error.code).equal("TRAINING_FAILED");
      expect(await findWorkerProcesses()).deep.equal([]);
    });
  });

  for (const [what, bad] of Object.entries({
    "no rows": [],
    "rows of one address and date": rows.slice(0, 1),
    "an infinite feature": rows.map((row) => ({ ...row, values: row.values.with(4, Infinity) })),
  })) {
    it(`fails by name on ${what}`, async () => {
      await withDirectory(async (directory) => {
        const error = await validate(directory, bad).then(() => expect.fail("was accepted"), asNeuronError);
        expect(error.code).equal("TRAINING_FAILED");
        expect(await readdir(directory)).deep.equal(["rows.bin"]);
      });
    });
  }
});

describe("calibrated models", () => {
  it("score 50,000 rows by the library's own margins, bit for bit", async function () {
    this.timeout(120_000);
    await withDirectory(async (directory) => {
      const many = createDatedRows(50_000, 9);
      const curve = { method: "platt", slope: 0.7, intercept: -0.4 } as const;
      const { modelPath, sha256 } = await trainOn(directory, rows, { curve });
      const rowsPath = await writeRows(join(directory, "many.bin"), many);
      const scoresPath = join(directory, "scores");
      const model = { path: modelPath, sha256, algorithm: "xgboost" } as const;
      await worker.predict({ rowsPath, layout, model, scoresPath, nthread: 1 });
      const margins = await libraryMargins(modelPath, many);
      const toScore = calibrator({ curve });
      const scores = await readScores(scoresPath);
      expect(scores.length).equal(50_000);
      expect(scores.filter(({ score }, row) => score !== toScore(margins[row] ?? NaN))).deep.equal([]);
    });
  });

  it("tell equal rows apart when they are asked to", async () => {
    await withDirectory(async (directory) => {
      const { modelPath, sha256 } = await trainOn(directory, rows, {
        curve: { method: "platt", slope: 1, intercept: 0 },
      });
      const equal = Array.from({ length: 50 }, (_, row) => ({
        key: `twin-${row}`,
        values: rows[0]?.values ?? [],
      }));
      const rowsPath = await writeRows(join(directory, "equal.bin"), equal);
      const scoresPath = join(directory, "scores");
      const model = { path: modelPath, sha256, algorithm: "xgboost" } as const;
      await worker.predict({ rowsPath, layout, model, scoresPath, nthread: 1, breakTies: true });
      expect(new Set((await readScores(scoresPath)).map(({ score }) => score)).size).equal(50);
    });
  });

  it("carry a second model in the same file", async () => {
    await withDirectory(async (directory) => {
      const curve = { method: "platt", slope: 1, intercept: 0 } as const;
      const other = await trainOn(directory, rows, undefined, {
        positivePatterns: [4],
        modelPath: join(directory, "other"),
      });
      const second = { path: other.modelPath, sha256: other.sha256, algorithm: "xgboost" } as const;
      const calibration = { curve, second: { curve, from: 0.5, low: 0.5, high: 0.7 } };
      const { modelPath, sha256 } = await trainOn(directory, rows, calibration, { second });
      const scoresPath = join(directory, "scores");
      const model = { path: modelPath, sha256, algorithm: "xgboost" } as const;
      await worker.predict({ rowsPath: join(directory, "rows.bin"), layout, model, scoresPath, nthread: 1 });
      const scores = await readScores(scoresPath);
      const ambiguous = scores.filter((_, row) => rows[row]?.values[3] === 4).map(({ score }) => score);
      expect(mean(ambiguous)).above(0.5);
    });
  });
});

describe(ProcessModelWorker.prototype.explain.name, () => {
  it("gives the library's exact contributions, greatest first, which sum to the margin", async () => {
    await withDirectory(async (directory) => {
      const { modelPath, sha256 } = await trainOn(directory, rows, undefined);
      const explained = await explain(directory, { path: modelPath, sha256, algorithm: "xgboost" }, 3);
      const margins = await libraryMargins(modelPath, rows);
      expect(explained.map(({ key }) => key)).deep.equal(rows.map(({ key }) => key));
      for (const [row, { margin, base, contributions }] of explained.entries()) {
        expect(margin).equal(margins[row]);
        expect(contributions.reduce((sum, value) => sum + value, base)).closeTo(margin, 1e-4);
        const sizes = contributions.map(Math.abs);
        expect(sizes).deep.equal(sizes.toSorted((a, b) => b - a));
      }
    });
  });

  it("gives the values of the features that contributed, as they stand in the row", async () => {
    await withDirectory(async (directory) => {
      const { modelPath, sha256 } = await trainOn(directory, rows, undefined);
      const explained = await explain(directory, { path: modelPath, sha256, algorithm: "xgboost" }, 3);
      for (const [row, { features, values }] of explained.entries()) {
        const own = features.map((place) =>
          Math.fround(rows[row]?.values[layout.extras.length + place] ?? NaN),
        );
        expect(values).deep.equal(own);
      }
    });
  });

  it("keeps only as many as asked for", async () => {
    await withDirectory(async (directory) => {
      const { modelPath, sha256 } = await trainOn(directory, rows, undefined);
      const explained = await explain(directory, { path: modelPath, sha256, algorithm: "xgboost" }, 1);
      expect(explained.every(({ features }) => features.length === 1)).equal(true);
    });
  });

  it("explains a score by the model that set it", async () => {
    await withDirectory(async (directory) => {
      const curve = { method: "platt", slope: 1, intercept: 0 } as const;
      const otherPath = join(directory, "other");
      const other = await trainOn(directory, rows, undefined, {
        positivePatterns: [4],
        modelPath: otherPath,
      });
      const second = { path: otherPath, sha256: other.sha256, algorithm: "xgboost" } as const;
      const calibration = { curve, second: { curve, from: 0.5, low: 0.5, high: 0.7 } };
      const { modelPath, sha256 } = await trainOn(directory, rows, calibration, { second });
      const explained = await explain(directory, { path: modelPath, sha256, algorithm: "xgboost" }, 3);
      const margins = [await libraryMargins(modelPath, rows), await libraryMargins(otherPath, rows)];
      expect(new Set(explained.map(({ model }) => model))).deep.equal(new Set([1, 2]));
      for (const [row, { model, margin, base, contributions }] of explained.entries()) {
        const [first = NaN, raised = NaN] = margins.map((of) => of[row]);
        expect(model === 2).equal(calibrator(calibration)(first, raised) > calibrator({ curve })(first));
        expect(margin).equal(model === 2 ? raised : first);
        expect(contributions.reduce((sum, value) => sum + value, base)).closeTo(margin, 1e-4);
      }
    });
  });

  it("explains a formula by its terms", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "formula.txt");
      const terms = [{ feature: "risk", weight: 2, missing: 0 }];
      const { sha256 } = await writeLogisticModel(path, {
        kind: "logistic",
        name: "formula",
        intercept: -1,
        terms,
      });
      await writeRows(join(directory, "rows.bin"), rows.slice(0, 3));
      const [first] = await explain(directory, { path, sha256, algorithm: "logistic" }, 3);
      expect(first?.features).deep.equal([0]);
      expect(first?.base).equal(-1);
      expect(first?.contributions[0]).closeTo(2 * Number(rows[0]?.values[4]), 1e-6);
    });
  });

  it("refuses a model file whose bytes changed", async () => {
    await withDirectory(async (directory) => {
      const { modelPath } = await trainOn(directory, rows, undefined);
      const model = { path: modelPath, sha256: "0".repeat(64), algorithm: "xgboost" } as const;
      const error = await explain(directory, model, 3).then(() => expect.fail("was accepted"), asNeuronError);
      expect(error.code).equal("MODEL_REFUSED");
    });
  });
});

async function killWorkers(signal: NodeJS.Signals): Promise<void> {
  for (const id of await findWorkerProcesses()) process.kill(id, signal);
}

async function writeRequest(
  directory: string,
  given: readonly TestRow[],
  overrides: Partial<ValidateRequest> = {},
): Promise<ValidateRequest> {
  const { rowsPath, objective, parameters } = createTrainRequest(directory, { layout });
  await writeRows(rowsPath, given);
  const heldOutPath = join(directory, "held-out");
  const folds = { dates: 3, addressGroups: 2, gapDays: 30 };
  const fixed = { rowsPath, layout, objective, parameters, folds, heldOutPath };
  return { ...fixed, rounds: 20, earlyStoppingRounds: 20, ...overrides };
}

async function validate(
  directory: string,
  given: readonly TestRow[],
  overrides: Partial<ValidateRequest> = {},
) {
  const request = await writeRequest(directory, given, overrides);
  const result = await worker.validate(request);
  const bytes = await readFile(request.heldOutPath);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const count = values.length / width;
  return {
    result,
    heldOut: Array.from({ length: count }, (_, row) => [...values.subarray(row * width, (row + 1) * width)]),
  };
}

async function trainOn(
  directory: string,
  given: readonly TestRow[],
  calibration: Parameters<typeof calibrator>[0] | undefined,
  overrides: Parameters<typeof createTrainRequest>[1] = {},
) {
  const request = createTrainRequest(directory, {
    layout,
    ...(calibration && { calibration }),
    ...overrides,
  });
  await writeRows(request.rowsPath, given);
  return { modelPath: request.modelPath, ...(await worker.train(request)) };
}

async function explain(directory: string, model: Parameters<typeof worker.explain>[0]["model"], top: number) {
  const contributionsPath = join(directory, "contributions");
  await worker.explain({
    rowsPath: join(directory, "rows.bin"),
    layout,
    model,
    top,
    contributionsPath,
    nthread: 1,
  });
  return readContributions(await readFile(contributionsPath));
}

async function libraryMargins(modelPath: string, given: readonly TestRow[]): Promise<Float32Array> {
  const library = openXgboost();
  const booster = Booster.load(library, await readFile(modelPath));
  const features = Float32Array.from(given.flatMap(({ values }) => values.slice(layout.extras.length)));
  const matrix = new DataMatrix(library, { features, columns: layout.features.length }, 1);
  try {
    return booster.predict(matrix, "margin");
  } finally {
    matrix.dispose();
    booster.dispose();
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A third of the rows on each of three dates; the label follows risk, the fourth pattern follows volume. */
function createDatedRows(count: number, seed = 1): TestRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, row) => {
    const [risk, noise, volume] = [random(), random(), random() * 1000];
    const label = risk + (random() - 0.5) * 0.2 > 0.7 ? 1 : 0;
    const pattern = label === 1 ? 1 : volume > 800 ? 4 : 2;
    const date = 100 + 30 * (row % 3);
    return {
      key: `alert-${row}`,
      values: [label, date, row % 40, pattern, risk, random() < 0.1 ? NaN : noise, volume],
    };
  });
}
