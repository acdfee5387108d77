import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import type { RowsLayout, TrainRequest, ValidateRequest } from "../../../src/ml/contract.ts";
import { ProcessModelWorker } from "../../../src/ml/process-model-worker.ts";
import {
  createRandom,
  createTrainRequest,
  type TestRow,
  withDirectory,
  writeRows,
} from "../../support/ml.ts";

const worker = new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 60_000 });
const layout: RowsLayout = {
  extras: ["label", "date", "address", "pattern", "hindsight"],
  features: ["risk", "noise"],
};
const alerts = createRows(300, { isHindsight: false });
const hindsight = createRows(600, { isHindsight: true });

describe("rows of hindsight", () => {
  it("train, and are not among the samples that are measured", async () => {
    const { metrics } = await train([...alerts, ...hindsight]);
    expect(metrics).include({ trainSamples: 300, hindsightSamples: 600 });
    const alone = await train(alerts);
    expect(alone.metrics).include({ trainSamples: 300 });
    expect(alone.metrics).not.have.property("hindsightSamples");
    expect(metrics.trainAuc).not.equal(alone.metrics.trainAuc);
  });

  it("change nothing where there are none: the model's bytes are those of rows that do not tell", async () => {
    const bare = alerts.map(({ key, values }) => ({ key, values: values.toSpliced(4, 1) }));
    const untold = await train(bare, { layout: { ...layout, extras: layout.extras.slice(0, -1) } });
    expect((await train(alerts)).sha256).equal(untold.sha256);
  });

  it("teach a model of patterns theirs", async () => {
    const patternTaught = (pattern: number) =>
      train([...alerts, ...hindsight.map(({ key, values }) => ({ key, values: values.with(3, pattern) }))], {
        positivePatterns: [4],
      });
    const [restless, quiet] = [await patternTaught(4), await patternTaught(2)];
    expect(restless.sha256).not.equal(quiet.sha256);
    expect(restless.metrics).include({ trainSamples: 300, hindsightSamples: 600 });
  });

  it("are never held out, and train for what is", async () => {
    const { result, heldOut } = await validate([...alerts, ...hindsight]);
    const alone = await validate(alerts);
    expect(heldOut.map(({ extras }) => extras)).deep.equal(alone.heldOut.map(({ extras }) => extras));
    expect(heldOut.every(({ extras }) => extras[4] === 0)).equal(true);
    for (const [place, { trainRows }] of result.folds.entries())
      expect(trainRows).above(Number(alone.result.folds[place]?.trainRows));
    expect(heldOut.map(({ margin }) => margin)).not.deep.equal(alone.heldOut.map(({ margin }) => margin));
  });

  it("train for no fold that holds out their address, nor for one of their time", async () => {
    const strange = hindsight.map(({ key, values }) => ({ key, values: values.with(1, 160).with(2, 2) }));
    const { result, heldOut } = await validate([...alerts, ...strange]);
    const alone = await validate(alerts);
    expect(result.folds).deep.equal(alone.result.folds);
    expect(heldOut).deep.equal(alone.heldOut);
  });
});

async function train(rows: readonly TestRow[], overrides: Partial<TrainRequest> = {}) {
  return withDirectory(async (directory) => {
    const request = createTrainRequest(directory, { layout, ...overrides });
    await writeRows(request.rowsPath, rows);
    return worker.train(request);
  });
}

async function validate(rows: readonly TestRow[], overrides: Partial<ValidateRequest> = {}) {
  return withDirectory(async (directory) => {
    const { rowsPath, objective, parameters } = createTrainRequest(directory);
    await writeRows(rowsPath, rows);
    const heldOutPath = join(directory, "held-out");
    const folds = { dates: 3, addressGroups: 2, gapDays: 30 };
    const usual = { rowsPath, layout, objective, parameters, folds, heldOutPath };
    const result = await worker.validate({ ...usual, rounds: 10, earlyStoppingRounds: 10, ...overrides });
    const bytes = await readFile(heldOutPath);
    const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    const width = layout.extras.length + 2;
    const heldOut = Array.from({ length: values.length / width }, (_, index) => {
      const row = [...values.subarray(index * width, (index + 1) * width)];
      return { extras: row.slice(0, layout.extras.length), margin: row[layout.extras.length] };
    });
    return { result, heldOut };
  });
}

/** A third of the rows on each of three dates, of alerts a month after those of hindsight; the label follows risk. */
function createRows(count: number, { isHindsight }: { isHindsight: boolean }): TestRow[] {
  const random = createRandom(count);
  return Array.from({ length: count }, (_, row) => {
    const risk = random();
    const label = risk + (random() - 0.5) * 0.4 > 0.6 ? 1 : 0;
    const date = (isHindsight ? 70 : 100) + 30 * (row % 3);
    const pattern = label === 1 ? 1 : row % 4 === 0 ? 4 : 2;
    const extras = [label, date, row % 40, pattern, isHindsight ? 1 : 0];
    return { key: `row-${row}`, values: [...extras, risk, random()] };
  });
}
