import { join } from "node:path";

import { expect } from "chai";

import type { RowsLayout } from "../../../src/ml/contract.ts";
import { ADDRESS_BUCKETS, type FoldRows, readFoldRows } from "../../../src/ml/fold-rows.ts";
import type { RowReading } from "../../../src/ml/row-sets.ts";
import { withDirectory, writeRows } from "../../support/ml.ts";

const layout: RowsLayout = {
  extras: ["label", "date", "address", "pattern", "hindsight"],
  features: ["only"],
};
const alert = [0, 130, 1, 4, 0, 20];
const hindsight = [1, 100, 0, 0, 1, 10];

describe(readFoldRows.name, () => {
  it("tells which rows are of hindsight", async () => {
    const { keys } = await read([hindsight, alert]);
    expect([...(keys.hindsight ?? [])]).deep.equal([1, 0]);
  });

  it("takes every row for an alert where the layout does not tell", async () => {
    const bare = { ...layout, extras: layout.extras.slice(0, -1) };
    const { keys } = await read([alert.toSpliced(4, 1)], { layout: bare });
    expect(keys).not.have.property("hindsight");
  });

  it("takes rows of hindsight, too, where patterns say what is positive", async () => {
    const rows = await read([hindsight, alert], { positivePatterns: [4] });
    const { features, labels } = rows.take(Uint32Array.of(0, 1), "train");
    expect([...features]).deep.equal([10, 20]);
    expect([...labels]).deep.equal([0, 1]);
  });

  it("leaves out whole addresses of too many rows, of hindsight or not", async () => {
    const far = ADDRESS_BUCKETS - 1;
    const { keys } = await read([hindsight, hindsight.with(2, far), alert, alert.with(2, far)], {}, 2);
    expect([...keys.addresses]).deep.equal([0, 1]);
  });
});

async function read(
  rows: readonly (readonly number[])[],
  reading: Partial<RowReading> = {},
  maxRows?: number,
): Promise<FoldRows> {
  return withDirectory(async (directory) => {
    const keyed = rows.map((values, index) => ({ key: `row-${index}`, values }));
    const path = await writeRows(join(directory, "rows.bin"), keyed);
    return readFoldRows(path, { layout, objective: "binary:logistic", ...reading }, maxRows);
  });
}
