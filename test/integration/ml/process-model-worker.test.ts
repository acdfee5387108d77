import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { asNeuronError, type NeuronError } from "../../../src/lib/errors.ts";
import type {
  ModelFile,
  ModelSession,
  LogisticModel,
  PredictRequest,
  TrainRequest,
  TrainResult,
} from "../../../src/ml/contract.ts";
import { writeLogisticModel } from "../../../src/ml/logistic-model.ts";
import { auc, ndcg } from "../../../src/ml/metrics.ts";
import { ProcessModelWorker } from "../../../src/ml/process-model-worker.ts";
import {
  createParameters,
  createRandom,
  createRankingRows,
  createSignalRows,
  createTrainRequest,
  encodeRows,
  findWorkerProcesses,
  rankingLayout,
  readScores,
  signalLayout,
  type TestRow,
  withDirectory,
  writeRows,
} from "../../support/ml.ts";

const worker = new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 60_000 });
const signalRows = createSignalRows(2_000);
/** Far more work than a test waits for. */
const endless = { rounds: 100_000, earlyStoppingRounds: 100_000 };

describe(ProcessModelWorker.name, () => {
  afterEach("no child is left", async () => {
    expect(await findWorkerProcesses()).deep.equal([]);
  });

  describe(ProcessModelWorker.prototype.train.name, () => {
    it("learns a signal through noise and missing values", async () => {
      const { result } = await train(signalRows);
      expect(result.metrics).include({ trainSamples: 1_600, valSamples: 400 });
      expect(result.metrics.valAuc).above(0.95);
      expect(result.metrics.valLogloss).below(0.3);
      expect(result.metrics).not.have.any.keys("trainNdcg", "valNdcg");
      expect(result.importance[0]?.feature).equal("risk");
    });

    it("gives importance as shares that fall and sum to 1", async () => {
      const { result } = await train(signalRows);
      const shares = result.importance.map(({ importance }) => importance);
      expect(shares).deep.equal(shares.toSorted((a, b) => b - a));
      expect(shares.reduce((sum, share) => sum + share, 0)).closeTo(1, 1e-12);
    });

    it("stops early and keeps the best round: the model that so many rounds give", async () => {
      const stopped = await train(signalRows, { rounds: 500 });
      const { numTrees } = stopped.result;
      expect(numTrees).below(200);
      const exact = await train(signalRows, { rounds: numTrees, earlyStoppingRounds: 500 });
      expect(stopped.model.equals(exact.model)).equal(true);
      expect(stopped.result.metrics).deep.equal(exact.result.metrics);
    });

    it("gives equal bytes for equal rows, seed and threads", async () => {
      const parameters = createParameters({ nthread: 2, subsample: 0.7, colsample_bytree: 0.7 });
      const [first, second] = [
        await train(signalRows, { parameters }),
        await train(signalRows, { parameters }),
      ];
      expect(first.result.sha256).equal(second.result.sha256);
    });

    it("reports what it wrote, and leaves nothing else", async () => {
      await withDirectory(async (directory) => {
        const request = createTrainRequest(directory);
        await writeRows(request.rowsPath, signalRows);
        const { sha256, bytes } = await worker.train(request);
        const model = await readFile(request.modelPath);
        expect(bytes).equal(model.length);
        expect(sha256).equal(sha256Of(model));
        expect(await readdir(directory)).have.members(["rows.bin", "model.ubj"]);
      });
    });

    it("reports rounds in order, up to the last", async () => {
      const rounds: [number, number][] = [];
      await withDirectory(async (directory) => {
        const request = createTrainRequest(directory, { earlyStoppingRounds: 50 });
        await writeRows(request.rowsPath, signalRows);
        await worker.train(request, { onRound: (done, total) => rounds.push([done, total]) });
      });
      expect(rounds.at(-1)).deep.equal([50, 50]);
      expect(rounds).deep.equal(rounds.toSorted(([a], [b]) => a - b));
    });

    it("ranks by a known relevance", async () => {
      const { result } = await train(createRankingRows(80), {
        layout: rankingLayout,
        objective: "rank:ndcg",
        parameters: createParameters({ min_child_weight: 0 }),
      });
      expect(result.metrics).include({ trainSamples: 1_200, valSamples: 400 });
      expect(result.metrics.valNdcg).above(0.95);
      expect(result.metrics).not.have.any.keys("trainAuc", "valAuc", "trainLogloss", "valLogloss");
    });

    it("trains on one class to a model without an AUC or an importance", async () => {
      const { result } = await train(signalRows.map((row) => ({ ...row, values: row.values.with(0, 1) })));
      expect(result.metrics).not.have.any.keys("trainAuc", "valAuc");
      expect(result.metrics.trainLogloss).below(0.1);
      expect(result.importance).deep.equal([]);
      expect(result.numTrees).equal(50);
    });

    it("trains without held-out rows, for every round planned", async () => {
      const { result } = await train(signalRows.map((row) => ({ ...row, values: row.values.with(1, 0) })));
      expect(result).include({ numTrees: 50 });
      expect(result.metrics).not.have.any.keys("valAuc", "valLogloss");
      expect(result.metrics.valSamples).equal(0);
    });

    const untrainable: Record<string, TestRow[]> = {
      "no rows": [],
      "held-out rows only": signalRows.map((row) => ({ ...row, values: row.values.with(1, 1) })),
      "an infinite feature": [{ key: "alert-0", values: [1, 0, Infinity, 0, 0] }],
      "a label that is no number": [{ key: "alert-0", values: [NaN, 0, 0, 0, 0] }],
    };
    for (const [what, rows] of Object.entries(untrainable)) {
      it(`fails by name on ${what} and writes no model`, async () => {
        await withDirectory(async (directory) => {
          const request = createTrainRequest(directory);
          await writeRows(request.rowsPath, rows);
          expect(await failure(worker.train(request))).property("code", "TRAINING_FAILED");
          expect(await readdir(directory)).deep.equal(["rows.bin"]);
        });
      });
    }

    it("fails by name on rows that are cut off", async () => {
      await withDirectory(async (directory) => {
        const request = createTrainRequest(directory);
        await writeRows(request.rowsPath, signalRows);
        await writeFile(request.rowsPath, (await readFile(request.rowsPath)).subarray(0, -1));
        expect(await failure(worker.train(request))).property("code", "TRAINING_FAILED");
      });
    });

    it("says what to install when the library is missing", async () => {
      await withDirectory(async (directory) => {
        const request = createTrainRequest(directory);
        await writeRows(request.rowsPath, signalRows);
        const lost = new ProcessModelWorker({
          libraryPath: "/nowhere/libxgboost.so",
          trainTimeoutMs: 60_000,
          predictTimeoutMs: 60_000,
        });
        const error = await failure(lost.train(request));
        expect(error).property("code", "LIBRARY_MISSING");
        expect(error.message).include("XGBOOST_LIBRARY");
      });
    });

    it("ends with its child when it is aborted while training", async () => {
      const abort = new AbortController();
      const error = await failure(trainEndlessly(() => abort.abort(), abort.signal));
      expect(error).property("code", "CANCELLED");
    });

    it("starts no child when it is aborted before", async () => {
      const error = await failure(trainEndlessly(() => expect.fail("started"), AbortSignal.abort()));
      expect(error).property("code", "CANCELLED");
    });

    it("names the signal that ended its child", async () => {
      const kill = async () => {
        for (const id of await findWorkerProcesses()) process.kill(id, "SIGKILL");
      };
      const kills: Promise<void>[] = [];
      const error = await failure(trainEndlessly(() => kills.push(kill())));
      await Promise.all(kills);
      expect(error).property("code", "TRAINING_FAILED");
      expect(error.context).include({ signal: "SIGKILL" });
    });

    it("ends with its child at the time limit", async () => {
      const hurried = new ProcessModelWorker({ trainTimeoutMs: 1, predictTimeoutMs: 1 });
      const error = await failure(hurried.train(createTrainRequest("/nowhere")));
      expect(error).property("code", "TRAINING_FAILED");
      expect(error.context).deep.equal({ timeoutMs: 1 });
    });
  });

  describe(ProcessModelWorker.prototype.predict.name, () => {
    it("scores every row once, in the order of the rows, as well as training measured", async () => {
      await withTrained({}, async ({ request, result, predict }) => {
        const { rows, scores } = await predict();
        expect(rows).equal(signalRows.length);
        expect(scores.map(({ key }) => key)).deep.equal(signalRows.map(({ key }) => key));
        const heldOut = signalRows
          .map(({ values }, row) => ({ values, row }))
          .filter(({ values }) => values[1] === 1);
        const outcomes = {
          scores: heldOut.map(({ row }) => scores[row]?.score ?? NaN),
          labels: heldOut.map(({ values }) => values[0] ?? NaN),
        };
        expect(auc(outcomes)).equal(result.metrics.valAuc);
        expect(await readdir(join(request.rowsPath, ".."))).not.include("scores.bin.part");
      });
    });

    it("writes scores as the shortest decimals that name the library's probabilities", async () => {
      await withTrained({}, async ({ predict }) => {
        const { scores } = await predict();
        for (const { score } of scores) {
          expect(score).within(0, 1);
          expect(String(score).replace(/^0\.0*|e.*|\./g, "").length).most(9);
        }
        expect(new Set(scores.map(({ score }) => score)).size).above(100);
      });
    });

    it("scores rankings in [0,1] in the order of the margins", async () => {
      const rows = createRankingRows(40);
      const parameters = createParameters({ min_child_weight: 0 });
      const overrides = { layout: rankingLayout, objective: "rank:ndcg", parameters } as const;
      await withTrained({ rows, overrides }, async ({ predict, result }) => {
        const { scores } = await predict();
        const heldOut = rows
          .map(({ values }, row) => ({ values, row }))
          .filter(({ values }) => values[1] === 1);
        const outcomes = {
          scores: heldOut.map(({ row }) => scores[row]?.score ?? NaN),
          labels: heldOut.map(({ values }) => values[0] ?? NaN),
        };
        expect(ndcg(outcomes, new Array<number>(10).fill(20))).closeTo(result.metrics.valNdcg ?? NaN, 1e-12);
      });
    });

    it("needs no extras in the rows it scores", async () => {
      await withTrained({}, async ({ request, predict }) => {
        const withExtras = await predict();
        await writeRows(
          request.rowsPath,
          signalRows.map(({ key, values }) => ({ key, values: values.slice(2) })),
        );
        const bare = await predict({ layout: { ...signalLayout, extras: [] } });
        expect(bare).deep.equal(withExtras);
      });
    });

    it("scores no rows to an empty file", async () => {
      await withTrained({}, async ({ request, predict }) => {
        await writeRows(request.rowsPath, []);
        expect(await predict()).deep.equal({ rows: 0, scores: [] });
      });
    });

    it("evaluates a logistic model without the library", async () => {
      await withDirectory(async (directory) => {
        const rowsPath = await writeRows(join(directory, "rows.bin"), [
          { key: "known", values: [0, 0, 3, 0, 0] },
          { key: "missing", values: [0, 0, NaN, 0, 0] },
        ]);
        const path = join(directory, "model.json");
        const { sha256 } = await writeLogisticModel(path, createLogisticModel());
        const model: ModelFile = { path, sha256, algorithm: "logistic" };
        const scoresPath = join(directory, "scores.bin");
        const lost = new ProcessModelWorker({
          libraryPath: "/nowhere/libxgboost.so",
          trainTimeoutMs: 60_000,
          predictTimeoutMs: 60_000,
        });
        await lost.predict({ rowsPath, layout: signalLayout, model, scoresPath, nthread: 1 });
        expect(await readScores(scoresPath)).deep.equal([
          { key: "known", score: 1 / (1 + Math.exp(-2)) },
          { key: "missing", score: 1 / (1 + Math.exp(1)) },
        ]);
      });
    });

    it("refuses a model file whose bytes changed", async () => {
      await withTrained({}, async ({ request, predict }) => {
        const bytes = await readFile(request.modelPath);
        await writeFile(request.modelPath, bytes.fill(0, bytes.length - 9));
        expect(await failure(predict())).property("code", "MODEL_REFUSED");
      });
    });

    it("survives model files cut off by someone who also made up the hash", async () => {
      await withTrained({}, async ({ request, predict }) => {
        const whole = await readFile(request.modelPath);
        const random = createRandom(7);
        for (let attempt = 0; attempt < 12; attempt += 1) {
          const bytes = whole.subarray(0, 1 + Math.floor(random() * (whole.length - 1)));
          await writeFile(request.modelPath, bytes);
          const model: ModelFile = { path: request.modelPath, sha256: sha256Of(bytes), algorithm: "xgboost" };
          expect(await failure(predict({ model }))).property("code", "MODEL_REFUSED");
        }
      });
    });

    it("refuses rows with fewer features than the model", async () => {
      await withTrained({}, async ({ predict }) => {
        const layout = { extras: signalLayout.extras, features: signalLayout.features.slice(1) };
        expect(await failure(predict({ layout }))).property("code", "MODEL_REFUSED");
      });
    });

    it("refuses rows whose features are others, or in another order", async () => {
      await withTrained({}, async ({ predict }) => {
        const layout = { extras: signalLayout.extras, features: signalLayout.features.toReversed() };
        expect(await failure(predict({ layout }))).property("code", "MODEL_REFUSED");
      });
    });

    it("copies the rows of the highest scores, ties told apart, into a file of their own", async () => {
      await withTrained({}, async ({ request, predict }) => {
        const rowsPath = join(request.rowsPath, "..", "highest.bin");
        const { scores } = await predict({ breakTies: true, highest: { most: 5, rowsPath } });
        const highest = scores.toSorted((a, b) => b.score - a.score).slice(0, 5);
        const rows = highest.map(({ key }) => signalRows.find((row) => row.key === key) ?? expect.fail(key));
        expect(await readFile(rowsPath)).deep.equal(encodeRows(rows));
      });
    });

    it("fails on rows that are cut off and leaves no scores", async () => {
      await withTrained({}, async ({ request, predict }) => {
        await writeFile(request.rowsPath, (await readFile(request.rowsPath)).subarray(0, -1));
        expect(await failure(predict())).property("code", "INTERNAL");
        expect(await readdir(join(request.rowsPath, ".."))).have.members(["rows.bin", "model.ubj"]);
      });
    });
  });

  describe(ProcessModelWorker.prototype.open.name, () => {
    it("does one thing after the other in one process, as the worker does them, and ends it", async () => {
      await withSession(async ({ session, predictRequest, predict }) => {
        const alone = await predict();
        const [process] = await findWorkerProcesses();
        for (let time = 0; time < 2; time += 1) {
          expect((await session.predict(predictRequest)).rows).equal(alone.rows);
          expect(await readScores(predictRequest.scoresPath)).deep.equal(alone.scores);
        }
        expect(await findWorkerProcesses()).deep.equal([process]);
        await session.close();
        expect(await findWorkerProcesses()).deep.equal([]);
      });
    });

    it("goes on after a request that failed by name", async () => {
      await withSession(async ({ session, predictRequest }) => {
        const layout = { ...signalLayout, features: signalLayout.features.toReversed() };
        const error = await failure(session.predict({ ...predictRequest, layout }));
        expect(error).property("code", "MODEL_REFUSED");
        expect((await session.predict(predictRequest)).rows).equal(signalRows.length);
      });
    });

    it("names the signal that ended its process between two requests, for each that follows", async () => {
      await withSession(async ({ session, predictRequest }) => {
        await session.predict(predictRequest);
        for (const id of await findWorkerProcesses()) process.kill(id, "SIGKILL");
        for (let time = 0; time < 2; time += 1) {
          const error = await failure(session.predict(predictRequest));
          expect(error).property("code", "MODEL_REFUSED");
          expect(error.context).include({ signal: "SIGKILL" });
        }
      });
    });

    it("ends a request whose process is stopped, at the time limit", async () => {
      const hurried = new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 500 });
      await withSession(async ({ session, predictRequest }) => {
        for (const id of await findWorkerProcesses()) process.kill(id, "SIGSTOP");
        const error = await failure(session.predict(predictRequest));
        expect(error.context).deep.equal({ timeoutMs: 500 });
      }, hurried);
    });

    it("ends with its process when a request is aborted", async () => {
      await withSession(async ({ session, predictRequest }) => {
        const abort = new AbortController();
        const cancelled = failure(session.predict(predictRequest, { signal: abort.signal }));
        // By then the process has its order.
        setImmediate(() => abort.abort());
        expect(await cancelled).property("code", "CANCELLED");
        expect(await failure(session.predict(predictRequest))).property("code", "MODEL_REFUSED");
      });
    });

    it("does more than it has processes for one after the other", async () => {
      await withSession(async ({ session, predictRequest }) => {
        const scoresPaths = ["a", "b", "c"].map((name) => `${predictRequest.scoresPath}.${name}`);
        const requests = scoresPaths.map((scoresPath) => session.predict({ ...predictRequest, scoresPath }));
        for (const { rows } of await Promise.all(requests)) expect(rows).equal(signalRows.length);
        expect(await findWorkerProcesses()).length(1);
        const [first, ...others] = await Promise.all(scoresPaths.map(readScores));
        for (const other of others) expect(other).deep.equal(first);
      });
    });

    it("has what waits for a process cancelled with what it waits for", async () => {
      await withSession(async ({ session, predictRequest }) => {
        const abort = new AbortController();
        const options = { signal: abort.signal };
        const both = [1, 2].map(() => failure(session.predict(predictRequest, options)));
        abort.abort();
        for (const error of await Promise.all(both)) expect(error).property("code", "CANCELLED");
      });
    });

    it("starts as many processes as it is told, and ends those that were given nothing to do", async () => {
      const session = worker.open(2);
      expect(await findWorkerProcesses()).length(2);
      await session.close();
    });
  });
});

/** Opens a session of the worker for a model that was trained on the signal, and closes it afterwards. */
async function withSession(
  use: (given: Trained & { session: ModelSession; predictRequest: PredictRequest }) => Promise<void>,
  opened = worker,
): Promise<void> {
  await withTrained({}, async (trained) => {
    const { rowsPath, layout, modelPath: path } = trained.request;
    const model: ModelFile = { path, sha256: trained.result.sha256, algorithm: "xgboost" };
    const scoresPath = join(rowsPath, "..", "session.bin");
    const session = opened.open(1);
    try {
      await use({ ...trained, session, predictRequest: { rowsPath, layout, model, scoresPath, nthread: 1 } });
    } finally {
      await session.close();
    }
  });
}

interface Trained {
  readonly request: TrainRequest;
  readonly result: TrainResult;
  /** Scores the rows that the model was trained on, unless told otherwise. */
  readonly predict: (overrides?: Partial<PredictRequest>) => Promise<Predicted>;
}

interface Predicted {
  readonly rows: number;
  readonly scores: { key: string; score: number }[];
}

async function withTrained(
  { rows = signalRows, overrides = {} }: { rows?: readonly TestRow[]; overrides?: Partial<TrainRequest> },
  use: (trained: Trained) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const request = createTrainRequest(directory, overrides);
    await writeRows(request.rowsPath, rows);
    const result = await worker.train(request);
    const { rowsPath, layout, modelPath } = request;
    const model: ModelFile = { path: modelPath, sha256: result.sha256, algorithm: "xgboost" };
    const scoresPath = join(directory, "scores.bin");
    const predict: Trained["predict"] = async (changes = {}) => {
      const predicted = await worker.predict({ rowsPath, layout, model, scoresPath, nthread: 1, ...changes });
      return { rows: predicted.rows, scores: await readScores(scoresPath) };
    };
    await use({ request, result, predict });
  });
}

async function train(
  rows: readonly TestRow[],
  overrides: Partial<TrainRequest> = {},
): Promise<{ result: TrainResult; model: Buffer }> {
  return withDirectory(async (directory) => {
    const request = createTrainRequest(directory, overrides);
    await writeRows(request.rowsPath, rows);
    return { result: await worker.train(request), model: await readFile(request.modelPath) };
  });
}

/** @param onStarted called once, when the child has trained a first round. */
async function trainEndlessly(onStarted: () => void, signal?: AbortSignal): Promise<TrainResult> {
  return withDirectory(async (directory) => {
    const request = createTrainRequest(directory, endless);
    await writeRows(request.rowsPath, signalRows);
    let isStarted = false;
    const onRound = () => {
      if (!isStarted) onStarted();
      isStarted = true;
    };
    return worker.train(request, { onRound, ...(signal && { signal }) });
  });
}

async function failure(promise: Promise<unknown>): Promise<NeuronError> {
  return promise.then(() => expect.fail("succeeded"), asNeuronError);
}

function createLogisticModel(): LogisticModel {
  return {
    kind: "logistic",
    name: "baseline",
    intercept: -1,
    terms: [{ feature: "risk", weight: 1, missing: 0 }],
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
