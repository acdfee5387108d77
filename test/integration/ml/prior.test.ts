import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { asNeuronError } from "../../../src/lib/errors.ts";
import { Booster } from "../../../src/ml/booster.ts";
import { calibrator } from "../../../src/ml/calibration.ts";
import type {
  LogisticModel,
  ModelFile,
  RowsLayout,
  TrainRequest,
  ValidateRequest,
} from "../../../src/ml/contract.ts";
import { DenseRows } from "../../../src/ml/dense-rows.ts";
import { logisticMargin, parseLogisticModel } from "../../../src/ml/logistic-model.ts";
import { auc, logLoss } from "../../../src/ml/metrics.ts";
import { PRIOR_ATTRIBUTE } from "../../../src/ml/prior-margins.ts";
import { ProcessModelWorker } from "../../../src/ml/process-model-worker.ts";
import { sigmoid } from "../../../src/ml/scores.ts";
import { openXgboost } from "../../../src/ml/xgboost-library.ts";
import { readContributions } from "../../support/contributions.ts";
import {
  createParameters,
  createRandom,
  createTrainRequest,
  readScores,
  type TestRow,
  withDirectory,
  writeRows,
} from "../../support/ml.ts";

const worker = new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 60_000 });
const library = openXgboost();
const layout: RowsLayout = {
  extras: ["label", "date", "address", "pattern"],
  features: ["risk", "noise", "volume"],
};
const rows = createRows(600);
/** No leaf may hold so much: there is no split, and the one leaf is next to nothing. */
const withoutTrees = {
  rounds: 1,
  parameters: createParameters({ min_child_weight: 1e6, eta: 1e-9, subsample: 1 }),
};
const platt = { method: "platt", slope: 0.7, intercept: -0.4 } as const;

describe("a model that begins at a prior", () => {
  it("scores as the shifted prior where no tree says otherwise", async () => {
    await withDirectory(async (directory) => {
      const { model } = await train(directory, rows, withoutTrees);
      const marginOf = logisticMargin(await readPrior(model), layout.features);
      for (const [row, score] of (await predict(directory, model)).entries())
        expect(score).closeTo(sigmoid(marginOf(featuresOf(rows[row] ?? expect.fail()), 0)), 1e-6);
    });
  });

  it("scores in the mean what its rows teach in the mean", async () => {
    await withDirectory(async (directory) => {
      const { model } = await train(directory, rows, withoutTrees);
      const scores = await predict(directory, model);
      expect(mean(scores)).closeTo(mean(rows.map(labelOf)), 1e-6);
    });
  });

  it("knows on few rows what it was told", async () => {
    await withDirectory(async (directory) => {
      const few = rows.slice(0, 40);
      const unseen = createRows(2_000, 7);
      const measured = async (prior: Changes<TrainRequest>) => {
        const { model } = await train(directory, few, prior);
        const scores = await predict(directory, model, unseen);
        return { scores, labels: unseen.map(labelOf) };
      };
      const [told, untold] = [await measured({}), await measured({ prior: undefined })];
      expect(auc(told)).above(Number(auc(untold)) + 0.01);
      expect(logLoss(told)).below(Number(logLoss(untold)));
    });
  });

  it("learns from its trees what the prior does not know", async () => {
    await withDirectory(async (directory) => {
      const mistaken = { ...createPrior(), terms: [{ feature: "noise", weight: 2, missing: 0 }] };
      const { metrics } = await train(directory, rows, { prior: mistaken });
      expect(metrics.trainAuc).above(0.95);
    });
  });

  it("is measured in training as it scores once it is loaded", async () => {
    for (const calibration of [undefined, { curve: platt }]) {
      await withDirectory(async (directory) => {
        const { model, metrics } = await train(directory, rows, calibration && { calibration });
        const outcomes = { scores: await predict(directory, model), labels: rows.map(labelOf) };
        expect(logLoss(outcomes)).closeTo(Number(metrics.trainLogloss), 1e-5);
        expect(auc(outcomes)).closeTo(Number(metrics.trainAuc), 1e-5);
      });
    }
  });

  it("is calibrated by the whole margin, beside a second model that has no prior", async () => {
    await withDirectory(async (directory) => {
      const { calibration, model, metrics, second } = await trainWithSecond(directory);
      const first = await treesAndPrior(model);
      const other = await treesAndPrior(second);
      const scores = await predict(directory, model);
      const toScore = calibrator(calibration);
      for (const [row, score] of scores.entries())
        expect(score).equal(toScore(Number(first[row]), Number(other[row])));
      expect(logLoss({ scores, labels: rows.map(labelOf) })).closeTo(Number(metrics.trainLogloss), 1e-5);
    });
  });

  it("cannot be the second model of another", async () => {
    await withDirectory(async (directory) => {
      const { model } = await train(directory, rows, { modelPath: join(directory, "second") });
      const again = train(directory, rows, { second: model });
      expect((await again.then(() => expect.fail("was accepted"), asNeuronError)).message).match(/second/);
    });
  });

  it("is written with the prior, and without one as ever", async () => {
    await withDirectory(async (directory) => {
      const { model } = await train(directory, rows);
      const { terms, intercept } = await readPrior(model);
      expect(terms).deep.equal(createPrior().terms);
      expect(intercept).not.equal(createPrior().intercept);
      const plain = await train(directory, rows, { prior: undefined });
      expect((await readFile(plain.model.path)).includes(PRIOR_ATTRIBUTE)).equal(false);
    });
  });

  it("gives the same bytes for the same rows", async () => {
    const sha256 = async () =>
      withDirectory(async (directory) => (await train(directory, rows)).model.sha256);
    expect(await sha256()).equal(await sha256());
  });

  it("is not made for a ranking", async () => {
    await withDirectory(async (directory) => {
      const extras = layout.extras.with(2, "group");
      const ranking = { objective: "rank:ndcg", layout: { ...layout, extras } } as const;
      const error = await train(directory, rows, ranking).then(() => expect.fail("trained"), asNeuronError);
      expect(error.message).match(/cannot begin at a prior/);
    });
  });

  it("is refused where the rows lack a feature of the prior", async () => {
    await withDirectory(async (directory) => {
      const prior = { ...createPrior(), terms: [{ feature: "absent", weight: 2, missing: 0 }] };
      const error = await train(directory, rows, { prior }).then(() => expect.fail("trained"), asNeuronError);
      expect(error.code).equal("MODEL_REFUSED");
    });
  });

  for (const [what, attribute] of Object.entries({
    "that is no model": "{",
    "that needs a feature that is not there": JSON.stringify({
      ...createPrior(),
      terms: [{ feature: "absent", weight: 1, missing: 0 }],
    }),
  })) {
    it(`is refused when its file has a prior ${what}`, async () => {
      await withDirectory(async (directory) => {
        const broken = await withAttribute((await train(directory, rows)).model, attribute);
        for (const use of [predict, explain]) {
          const error = await use(directory, broken).then(() => expect.fail("was accepted"), asNeuronError);
          expect(error.code).equal("MODEL_REFUSED");
        }
      });
    });
  }

  it("explains the prior's part of the margin by the prior's terms", async () => {
    await withDirectory(async (directory) => {
      const { model } = await train(directory, rows, withoutTrees);
      const { intercept } = await readPrior(model);
      for (const [row, { base, features, contributions }] of (await explain(directory, model)).entries()) {
        expect(base).closeTo(intercept, 1e-5);
        expect(contributions[features.indexOf(0)]).closeTo(
          12 * Number(featuresOf(rows[row] ?? expect.fail())[0]),
          1e-5,
        );
      }
    });
  });

  it("gives contributions that sum to the margin of the model that set the score", async () => {
    await withDirectory(async (directory) => {
      const { calibration, model, second } = await trainWithSecond(directory);
      const margins = [await treesAndPrior(model), await treesAndPrior(second)];
      const explained = await explain(directory, model);
      expect(new Set(explained.map((row) => row.model))).deep.equal(new Set([1, 2]));
      for (const [row, { model: which, margin, base, contributions }] of explained.entries()) {
        const [first = NaN, raised = NaN] = margins.map((of) => of[row]);
        expect(which === 2).equal(
          calibrator(calibration)(first, raised) > calibrator({ curve: platt })(first),
        );
        expect(margin).closeTo(which === 2 ? raised : first, 1e-5);
        expect(contributions.reduce((sum, value) => sum + value, base)).closeTo(margin, 1e-4);
      }
    });
  });
});

describe("a validation from a prior", () => {
  it("gives held-out rows the margins that the shifted prior and the trees do", async () => {
    await withDirectory(async (directory) => {
      const heldOut = await validate(directory, withoutTrees);
      const marginOf = logisticMargin(createPrior(), layout.features);
      const shifts = heldOut.map(({ row, margin }) => margin - marginOf(featuresOf(row), 0));
      // Each of the two groups is held out on each of two dates by a fold of its own shift.
      expect(new Set(shifts.map((shift) => shift.toFixed(3))).size).equal(4);
    });
  });

  it("begins where the model that follows begins: it beats none on few rows", async () => {
    await withDirectory(async (directory) => {
      const few = { rounds: 5, earlyStoppingRounds: 5 };
      const lossOf = async (overrides: Changes<ValidateRequest>) => {
        const heldOut = await validate(directory, { ...few, ...overrides });
        const scores = heldOut.map(({ margin }) => sigmoid(margin));
        return Number(logLoss({ scores, labels: heldOut.map(({ row }) => labelOf(row)) }));
      };
      expect(await lossOf({})).below(await lossOf({ prior: undefined }));
    });
  });

  it("asks a champion that has a prior", async () => {
    await withDirectory(async (directory) => {
      const { model: champion } = await train(directory, rows);
      const scores = await predict(directory, champion);
      for (const { row, championScore } of await validate(directory, { champion }))
        expect(championScore).equal(Math.fround(Number(scores[rows.indexOf(row)])));
    });
  });
});

/** What differs from the usual request: without a prior where it is undefined. */
type Changes<Request extends { readonly prior?: LogisticModel }> = Omit<Partial<Request>, "prior"> & {
  readonly prior?: LogisticModel | undefined;
};

async function train(directory: string, given: readonly TestRow[], changes: Changes<TrainRequest> = {}) {
  const { prior, ...others } = { prior: createPrior(), ...changes };
  const request = createTrainRequest(directory, { layout, ...others, ...(prior && { prior }) });
  await writeRows(request.rowsPath, given);
  const { sha256, metrics } = await worker.train(request);
  return { model: modelFile(request.modelPath, sha256), metrics };
}

/** Trains a model whose score a second one, without a prior, raises for ambiguous rows. */
async function trainWithSecond(directory: string) {
  const modelPath = join(directory, "second");
  const plain = { prior: undefined, positivePatterns: [4], modelPath };
  const { model: second } = await train(directory, rows, plain);
  const calibration = { curve: platt, second: { curve: platt, from: 0.5, low: 0.5, high: 0.7 } };
  return { ...(await train(directory, rows, { calibration, second })), calibration, second };
}

/** Returns what each held-out row is, its margin, and the champion's score. */
async function validate(directory: string, changes: Changes<ValidateRequest> = {}) {
  const { rowsPath, objective, parameters } = createTrainRequest(directory);
  await writeRows(rowsPath, rows);
  const heldOutPath = join(directory, "held-out");
  const folds = { dates: 3, addressGroups: 2, gapDays: 30 };
  const { prior, ...others } = { prior: createPrior(), ...changes };
  const usual = { rowsPath, layout, objective, parameters, folds, heldOutPath };
  const rounds = { rounds: 20, earlyStoppingRounds: 20 };
  await worker.validate({ ...usual, ...rounds, ...others, ...(prior && { prior }) });
  const bytes = await readFile(heldOutPath);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const width = layout.extras.length + 2;
  return Array.from({ length: values.length / width }, (_, index) => {
    const [, , address = NaN, , margin = NaN, championScore = NaN] = values.subarray(index * width);
    return { row: rows[address] ?? expect.fail(), margin, championScore };
  });
}

async function predict(directory: string, model: ModelFile, given = rows): Promise<number[]> {
  const rowsPath = await writeRows(join(directory, "asked.bin"), given);
  const scoresPath = join(directory, "scores");
  await worker.predict({ rowsPath, layout, model, scoresPath, nthread: 1 });
  return (await readScores(scoresPath)).map(({ score }) => score);
}

async function explain(directory: string, model: ModelFile) {
  const rowsPath = await writeRows(join(directory, "asked.bin"), rows);
  const contributionsPath = join(directory, "contributions");
  await worker.explain({ rowsPath, layout, model, top: 3, contributionsPath, nthread: 1 });
  return readContributions(await readFile(contributionsPath));
}

async function readPrior({ path }: ModelFile): Promise<LogisticModel> {
  const attribute = await withLoaded(path, (booster) => booster.findAttribute(PRIOR_ATTRIBUTE));
  return parseLogisticModel(Buffer.from(attribute ?? ""));
}

/** Returns the margins of the model's trees, and its prior's where it has one, by the library and the formula alone. */
async function treesAndPrior({ path }: ModelFile): Promise<number[]> {
  return withLoaded(path, (booster) => {
    const attribute = booster.findAttribute(PRIOR_ATTRIBUTE);
    const prior = attribute === undefined ? undefined : parseLogisticModel(Buffer.from(attribute));
    const marginOf = prior ? logisticMargin(prior, layout.features) : () => 0;
    return rows.map((row) => {
      const features = featuresOf(row);
      const [trees = NaN] = booster.predict(new DenseRows(features, features.length), "margin");
      return trees + marginOf(features, 0);
    });
  });
}

/** Writes another file of the model, with this text for its prior. */
async function withAttribute({ path }: ModelFile, text: string): Promise<ModelFile> {
  const bytes = await withLoaded(path, (booster) => {
    booster.setAttribute(PRIOR_ATTRIBUTE, text);
    return booster.save();
  });
  await writeFile(path, bytes);
  return modelFile(path, createHash("sha256").update(bytes).digest("hex"));
}

async function withLoaded<T>(path: string, use: (booster: Booster) => T): Promise<T> {
  const booster = Booster.load(library, await readFile(path));
  try {
    return use(booster);
  } finally {
    booster.dispose();
  }
}

function modelFile(path: string, sha256: string): ModelFile {
  return { path, sha256, algorithm: "xgboost" };
}

function featuresOf({ values }: TestRow): Float32Array {
  return Float32Array.from(values.slice(layout.extras.length));
}

function labelOf({ values: [label = NaN] }: TestRow): number {
  return label;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Knows how the label follows risk, but not how often it is 1. */
function createPrior(): LogisticModel {
  return {
    kind: "logistic",
    name: "prior",
    intercept: -5,
    terms: [{ feature: "risk", weight: 12, missing: 0.5 }],
  };
}

/** A third of the rows on each of three dates, each of an address of its own; the fourth pattern follows volume. */
function createRows(count: number, seed = 1): TestRow[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, row) => {
    const [risk, noise, volume] = [random(), random(), random() * 1000];
    const label = random() < sigmoid(12 * risk - 8) ? 1 : 0;
    const pattern = label === 1 ? 1 : volume > 600 ? 4 : 2;
    return {
      key: `alert-${row}`,
      values: [label, 100 + 30 * (row % 3), row, pattern, risk, random() < 0.1 ? NaN : noise, volume],
    };
  });
}
