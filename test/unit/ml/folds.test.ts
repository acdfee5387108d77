import { expect } from "chai";
import fc from "fast-check";
import { asNeuronError } from "../../../src/lib/errors.ts";
import type { FoldSettings } from "../../../src/ml/contract.ts";
import { planFolds, type FoldKeys } from "../../../src/ml/folds.ts";

const settings: FoldSettings = { dates: 3, addressGroups: 2, gapDays: 30 };

describe(planFolds.name, () => {
  it("holds out the newest dates, each with the older ones to train on", () => {
    const { kind, folds } = planFolds(createKeys([100, 130, 160]), settings);
    expect(kind).equal("walk-forward");
    expect(folds.map(({ date, group }) => [date, group])).deep.equal([
      [130, 0],
      [130, 1],
      [160, 0],
      [160, 1],
    ]);
  });

  it("takes no more dates than it is told, the newest", () => {
    const { folds } = planFolds(createKeys([100, 130, 160, 190]), { ...settings, dates: 1 });
    expect([...new Set(folds.map(({ date }) => date))]).deep.equal([190]);
  });

  it("trains on nothing whose label was not known on the date that is held out", () => {
    const keys = createKeys([100, 129, 130]);
    const { folds } = planFolds(keys, settings);
    const trained = folds.flatMap(({ train }) => [...train].map((row) => keys.dates[row]));
    expect(new Set(trained)).deep.equal(new Set([100]));
    expect([...new Set(folds.map(({ date }) => date))]).deep.equal([130]);
  });

  it("falls back to addresses where the dates are too close, and says so", () => {
    const { kind, folds } = planFolds(createKeys([100, 101]), settings);
    expect(kind).equal("addresses");
    expect(folds.map(({ group, date }) => [group, date])).deep.equal([
      [0, undefined],
      [1, undefined],
    ]);
  });

  it("trains on rows of hindsight and never holds them out", () => {
    const keys = createKeys([70, 100, 130, 160], [70, 130]);
    const { folds } = planFolds(keys, settings);
    expect(folds.map(({ date, group }) => [date, group])).deep.equal([
      [160, 0],
      [160, 1],
    ]);
    const trained = folds.flatMap(({ train }) => [...train].map((row) => keys.dates[row]));
    expect(trained).deep.equal([70, 100, 130, 70, 100, 130]);
  });

  it("reaches no date by rows of hindsight alone, neither to hold it out nor to train for it", () => {
    const { kind, folds } = planFolds(createKeys([70, 100, 101], [70]), settings);
    expect(kind).equal("addresses");
    expect(folds.map(({ train, heldOut }) => [train.length, heldOut.length])).deep.equal([
      [3, 2],
      [3, 2],
    ]);
  });

  it("fails by name when every row is of hindsight", () => {
    expect(failureOf(() => planFolds(createKeys([100, 130], [100, 130]), settings))).equal("INTERNAL");
  });

  it("leaves out a fold without rows", () => {
    const keys = { dates: Float32Array.of(100, 100, 130), addresses: Float32Array.of(0, 1, 1) };
    expect(planFolds(keys, settings).folds.map(({ group }) => group)).deep.equal([1]);
  });

  it("fails by name when nothing can be held out", () => {
    const keys = { dates: Float32Array.of(100, 100), addresses: Float32Array.of(4, 2) };
    expect(failureOf(() => planFolds(keys, settings))).equal("INTERNAL");
  });

  it("never lets a fold see its own addresses or its future, and holds out each row at most once", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 50 }), fc.boolean());
    const rows = fc.array(row, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 5 }), (drawn, addressGroups) => {
        const keys = {
          dates: Float32Array.from(drawn, ([date]) => date),
          addresses: Float32Array.from(drawn, ([, address]) => address),
          hindsight: Float32Array.from(drawn, ([, , isHindsight]) => (isHindsight ? 1 : 0)),
        };
        const plan = planOrNone(keys, { ...settings, addressGroups });
        const heldOut = plan.flatMap((fold) => [...fold.heldOut]);
        expect(new Set(heldOut).size).equal(heldOut.length);
        expect(heldOut.every((row) => keys.hindsight[row] === 0)).equal(true);
        for (const { date, train, heldOut: held } of plan) {
          const addresses = new Set([...held].map((row) => keys.addresses[row]));
          for (const row of train) {
            expect(addresses.has(keys.addresses[row])).equal(false);
            if (date !== undefined) expect(Number(keys.dates[row])).most(date - settings.gapDays);
          }
        }
      }),
    );
  });
});

/** Rows cannot always be divided; then there is no fold to be wrong. */
function planOrNone(keys: FoldKeys, folds: FoldSettings) {
  try {
    return planFolds(keys, folds).folds;
  } catch (error) {
    expect(asNeuronError(error).code).equal("INTERNAL");
    return [];
  }
}

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return asNeuronError(error).code;
  }
  return "nothing failed";
}

/** Two rows per date, one of each group of addresses; of hindsight where the date is told. */
function createKeys(dates: readonly number[], hindsight: readonly number[] = []): FoldKeys {
  const days = dates.flatMap((date) => [date, date]);
  return {
    dates: Float32Array.from(days),
    addresses: Float32Array.from(dates.flatMap(() => [0, 1])),
    hindsight: Float32Array.from(days, (day) => (hindsight.includes(day) ? 1 : 0)),
  };
}
