import { join } from "node:path";

import { expect } from "chai";

import { asNeuronError, type NeuronError } from "../../../src/lib/errors.ts";
import type { Objective, RowExtra } from "../../../src/ml/contract.ts";
import { readRowSets, type RowReading, type RowSets } from "../../../src/ml/row-sets.ts";
import { withDirectory, writeRows } from "../../support/ml.ts";

describe(readRowSets.name, () => {
  it("keeps held-out rows apart, each in the order of the file", async () => {
    const sets = await read(
      ["label", "validation"],
      [
        [1, 0, 10],
        [0, 1, 20],
        [0, 0, 30],
        [1, 1, NaN],
      ],
    );
    expect([...sets.train.features]).deep.equal([10, 30]);
    expect([...sets.train.labels]).deep.equal([1, 0]);
    expect([...sets.validation.features]).deep.equal([20, NaN]);
    expect([...sets.validation.labels]).deep.equal([0, 1]);
  });

  it("trains on every row when none is held out", async () => {
    const sets = await read(
      ["label"],
      [
        [1, 10],
        [0, 20],
      ],
    );
    expect([sets.train.rows, sets.validation.rows]).deep.equal([2, 0]);
  });

  it("weighs training rows and no held-out ones", async () => {
    const sets = await read(
      ["weight", "label", "validation"],
      [
        [0.5, 1, 0, 10],
        [0.25, 0, 1, 20],
      ],
    );
    expect([...(sets.train.weights ?? [])]).deep.equal([0.5]);
    expect(sets.validation.weights).equal(undefined);
  });

  it("tells which training rows are of hindsight", async () => {
    const { train } = await read(
      ["label", "hindsight"],
      [
        [1, 1, 10],
        [0, 0, 20],
      ],
    );
    expect([...train.labels]).deep.equal([1, 0]);
    expect([...(train.hindsight ?? [])]).deep.equal([1, 0]);
  });

  it("refuses to hold out a row of hindsight, naming it", async () => {
    const rows = [
      [1, 1, 0, 10],
      [0, 1, 1, 20],
    ];
    const error = await failure(read(["label", "validation", "hindsight"], rows));
    expect(error).property("code", "INTERNAL");
    expect(error.message).include("Row 2");
  });

  it("takes rows of hindsight, too, where patterns say what is positive", async () => {
    const rows = [
      [1, 2, 1, 10],
      [0, 4, 0, 20],
      [0, 4, 1, 30],
    ];
    const reading = { positivePatterns: [4] };
    const { train } = await read(["label", "pattern", "hindsight"], rows, "binary:logistic", reading);
    expect([...train.features]).deep.equal([10, 20, 30]);
    expect([...train.labels]).deep.equal([0, 1, 1]);
  });

  it("counts groups within training and held-out rows separately", async () => {
    const sets = await readRanked([
      [1, 7, 0, 0],
      [2, 7, 1, 0],
      [3, 7, 0, 0],
      [4, 8, 0, 0],
      [0, 9, 1, 0],
    ]);
    expect([...(sets.train.groups ?? [])]).deep.equal([2, 1]);
    expect([...(sets.validation.groups ?? [])]).deep.equal([1, 1]);
  });

  it("gives a group the mean weight of its rows", async () => {
    const sets = await read(
      ["label", "group", "weight"],
      [
        [1, 7, 1, 0],
        [2, 7, 2, 0],
        [3, 8, 5, 0],
      ],
      "rank:ndcg",
    );
    expect([...(sets.train.weights ?? [])]).deep.equal([1.5, 5]);
  });

  it("refuses a group whose rows are not adjacent", async () => {
    const rows = [7, 8, 7].map((group) => [1, group, 0, 0]);
    expect(await failure(readRanked(rows))).property("code", "INTERNAL");
  });

  for (const label of [2, -1, 0.5, NaN]) {
    it(`refuses the label ${label} for classification, naming the row`, async () => {
      const error = await failure(
        read(
          ["label"],
          [
            [1, 10],
            [label, 20],
          ],
        ),
      );
      expect(error).property("code", "INTERNAL");
      expect(error.message).include("Row 2");
    });
  }

  for (const [extra, value] of [
    ["weight", -1],
    ["weight", NaN],
    ["weight", Infinity],
    ["validation", 0.5],
    ["hindsight", 0.5],
    ["hindsight", NaN],
  ] as const) {
    it(`refuses ${value} as ${extra}`, async () => {
      expect(await failure(read(["label", extra], [[1, value, 10]]))).property("code", "INTERNAL");
    });
  }

  it("refuses rows without what the objective needs", async () => {
    expect(await failure(read(["weight"], [[1, 10]]))).property("code", "INTERNAL");
    expect(await failure(read(["label"], [[1, 10]], "rank:ndcg"))).property("code", "INTERNAL");
  });
});

async function readRanked(rows: readonly (readonly number[])[]): Promise<RowSets> {
  return read(["label", "group", "validation"], rows, "rank:ndcg");
}

async function read(
  extras: readonly RowExtra[],
  rows: readonly (readonly number[])[],
  objective: Objective = "binary:logistic",
  reading: Pick<RowReading, "positivePatterns"> = {},
): Promise<RowSets> {
  return withDirectory(async (directory) => {
    const keyed = rows.map((values, index) => ({ key: `alert-${index}`, values }));
    const path = await writeRows(join(directory, "rows.bin"), keyed);
    return readRowSets(path, { layout: { extras, features: ["only"] }, objective, ...reading });
  });
}

async function failure(promise: Promise<unknown>): Promise<NeuronError> {
  return promise.then(() => expect.fail("was accepted"), asNeuronError);
}
