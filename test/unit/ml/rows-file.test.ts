import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { asNeuronError } from "../../../src/lib/errors.ts";
import type { RowsLayout } from "../../../src/ml/contract.ts";
import { indexRows, MAX_KEY_BYTES, maxRowsIn, readRows, type RowChunk } from "../../../src/ml/rows-file.ts";
import { encodeRows, type TestRow, withDirectory } from "../../support/ml.ts";

const layout: RowsLayout = { extras: ["label"], features: ["first", "second"] };
const VALUE_COUNT = 3;
const VALUE_BYTES = 12;

const float = fc.float().map(Math.fround);
const anyRows: fc.Arbitrary<TestRow[]> = fc.array(
  fc.record({ key: fc.string({ unit: "binary", maxLength: 300 }), values: fc.tuple(float, float, float) }),
  { maxLength: 20 },
);

describe(indexRows.name, () => {
  it("finds every row again, byte for byte", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(decode(indexRows(encodeRows(rows), VALUE_COUNT))).deep.equal(rows);
      }),
    );
  });

  it("finds the whole rows before any cut, and nothing of the one that was cut", () => {
    fc.assert(
      fc.property(anyRows, fc.nat(), (rows, at) => {
        const bytes = encodeRows(rows);
        const found = decode(indexRows(bytes.subarray(0, at % (bytes.length + 1)), VALUE_COUNT));
        expect(found).deep.equal(rows.slice(0, found.length));
      }),
    );
  });

  it("never reads outside its bytes, whatever they hold", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const { rows, rowStarts, valueStarts } = indexRows(Buffer.from(bytes), VALUE_COUNT);
        for (let row = 0; row < rows; row += 1) {
          expect(valueStarts[row]).above(rowStarts[row] ?? NaN);
          expect(rowStarts[row + 1]).equal((valueStarts[row] ?? NaN) + VALUE_BYTES);
        }
        expect(rowStarts[rows]).most(bytes.length);
      }),
    );
  });

  it("stops before a row with another number of values", () => {
    const rows = encodeRows([
      { key: "a", values: [1, 2, 3] },
      { key: "b", values: [1, 2] },
      { key: "c", values: [1, 2, 3] },
    ]);
    expect(indexRows(rows, VALUE_COUNT).rows).equal(1);
  });

  it("reads the number of values where it takes more than one byte", () => {
    const values = Array.from({ length: 400 }, (_, index) => index);
    expect(decode(indexRows(encodeRows([{ key: "wide", values }]), values.length), 400)).deep.equal([
      { key: "wide", values },
    ]);
  });

  it("stops before a key longer than the limit", () => {
    const fits = encodeRows([{ key: "k".repeat(MAX_KEY_BYTES), values: [1, 2, 3] }]);
    const exceeds = encodeRows([{ key: "k".repeat(MAX_KEY_BYTES + 1), values: [1, 2, 3] }]);
    expect(indexRows(fits, VALUE_COUNT).rows).equal(1);
    expect(indexRows(exceeds, VALUE_COUNT).rows).equal(0);
  });
});

describe(readRows.name, () => {
  it("yields in order rows that are spread over many reads", async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => ({
      key: `alert-${index}`,
      values: [index, 0.5, NaN],
    }));
    expect(await collect(encodeRows(rows))).deep.equal(rows);
  });

  it("yields no rows for an empty file", async () => {
    expect(await collect(Buffer.alloc(0))).deep.equal([]);
  });

  it("refuses a file that ends within a row, and says after how many", async () => {
    const bytes = encodeRows([
      { key: "a", values: [1, 2, 3] },
      { key: "b", values: [1, 2, 3] },
    ]);
    const error = await collect(bytes.subarray(0, -1)).catch(asNeuronError);
    expect(error).property("code", "INTERNAL");
    expect(error).nested.property("context.rows", 1);
  });

  it("refuses a file of something else that is larger than one read", async () => {
    const error = await collect(Buffer.alloc(6 * 1024 * 1024, 0xff)).catch(asNeuronError);
    expect(error).property("code", "INTERNAL");
  });
});

describe(maxRowsIn.name, () => {
  it("is reached by rows with empty keys and never exceeded", () => {
    fc.assert(fc.property(anyRows, (rows) => maxRowsIn(encodeRows(rows).length, layout) >= rows.length));
    const shortest = encodeRows(Array.from({ length: 7 }, () => ({ key: "", values: [1, 2, 3] })));
    expect(maxRowsIn(shortest.length, layout)).equal(7);
  });
});

async function collect(bytes: Buffer): Promise<TestRow[]> {
  return withDirectory(async (directory) => {
    const path = join(directory, "rows.bin");
    await writeFile(path, bytes);
    const rows: TestRow[] = [];
    for await (const chunk of readRows(path, layout)) {
      for (const row of decode(chunk)) rows.push(row);
    }
    return rows;
  });
}

function decode(
  { bytes, rows, rowStarts, keyEnds, valueStarts }: RowChunk,
  valueCount = VALUE_COUNT,
): TestRow[] {
  return Array.from({ length: rows }, (_, row) => {
    const [start, values] = [rowStarts[row] ?? NaN, valueStarts[row] ?? NaN];
    const prefixBytes = (bytes[start] ?? 0) > 0x7f ? 2 : 1;
    const key = bytes.toString("utf8", start + prefixBytes, keyEnds[row]);
    return {
      key,
      values: Array.from({ length: valueCount }, (_, index) => bytes.readFloatLE(values + 4 * index)),
    };
  });
}
