import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";
import fc from "fast-check";

import { asNeuronError } from "../../../src/lib/errors.ts";
import type { RowsLayout } from "../../../src/ml/contract.ts";
import { MAX_KEY_BYTES } from "../../../src/ml/row-block.ts";
import { maxRowsIn, readRows, type RowChunk } from "../../../src/ml/rows-file.ts";
import { encodeRows, type TestRow, withDirectory } from "../../support/ml.ts";

const layout: RowsLayout = { extras: ["label"], features: ["first", "second"] };
const VALUE_COUNT = 3;

const float = fc.float().map(Math.fround);
const anyRows: fc.Arbitrary<TestRow[]> = fc.array(
  fc.record({ key: fc.string({ unit: "binary", maxLength: 300 }), values: fc.tuple(float, float, float) }),
  { maxLength: 20 },
);

describe(readRows.name, () => {
  it("yields every row of every block, in order and bit for bit", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRows, { maxLength: 4 }), async (blocks) => {
        expect(await collect(Buffer.concat(blocks.map(encodeRows)))).deep.equal(blocks.flat());
      }),
      { numRuns: 30 },
    );
  });

  it("refuses a file that is cut off anywhere but between blocks, after the rows that are whole", async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, anyRows, fc.nat(), async (first, second, at) => {
        const [head, tail] = [encodeRows(first), encodeRows([...second, { key: "last", values: [1, 2, 3] }])];
        const cut = Buffer.concat([head, tail.subarray(0, 1 + (at % (tail.length - 1)))]);
        const error = await collect(cut).catch(asNeuronError);
        expect(error).property("code", "INTERNAL");
        expect(error).nested.property("context.rows", first.length);
      }),
      { numRuns: 30 },
    );
  });

  it("yields rows or refuses, whatever a file holds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), async (bytes) => {
        const outcome = await collect(Buffer.from(bytes)).catch(asNeuronError);
        if (!Array.isArray(outcome)) expect(outcome).property("code", "INTERNAL");
      }),
      { numRuns: 50 },
    );
  });

  it("yields rows that are spread over many reads", async () => {
    const rows = Array.from({ length: 400_000 }, (_, index) => ({
      key: `alert-${index}`,
      values: [index, 0.5, NaN],
    }));
    expect(await collect(encodeRows(rows))).deep.equal(rows);
  });

  it("yields no rows for an empty file, and none for a block without any", async () => {
    expect(await collect(Buffer.alloc(0))).deep.equal([]);
    const rows = [{ key: "a", values: [1, 2, 3] }];
    const none = Buffer.from("\u0002\u0000\u0003key\u0006String\u0006values\u000eArray(Float32)");
    expect(await collect(Buffer.concat([none, encodeRows(rows)]))).deep.equal(rows);
  });

  for (const values of [
    [1, 2],
    [1, 2, 3, 4],
  ]) {
    it(`refuses rows of ${values.length} values where there should be ${VALUE_COUNT}`, async () => {
      const error = await collect(encodeRows([{ key: "a", values }])).catch(asNeuronError);
      expect(error).property("code", "INTERNAL");
    });
  }

  it("refuses values of another type", async () => {
    const bytes = encodeRows([{ key: "a", values: [1, 2, 3] }]);
    bytes.write("Array(Float64)", bytes.indexOf("Array(Float32)"));
    expect(await collect(bytes).catch(asNeuronError)).property("code", "INTERNAL");
  });

  it("refuses a key longer than the limit", async () => {
    const fits = [{ key: "k".repeat(MAX_KEY_BYTES), values: [1, 2, 3] }];
    expect(await collect(encodeRows(fits))).deep.equal(fits);
    const exceeds = [{ key: "k".repeat(MAX_KEY_BYTES + 1), values: [1, 2, 3] }];
    expect(await collect(encodeRows(exceeds)).catch(asNeuronError)).property("code", "INTERNAL");
  });
});

describe(maxRowsIn.name, () => {
  it("is never exceeded, and nearly reached by rows with empty keys", () => {
    fc.assert(fc.property(anyRows, (rows) => maxRowsIn(encodeRows(rows).length, layout) >= rows.length));
    const shortest = encodeRows(Array.from({ length: 70 }, () => ({ key: "", values: [1, 2, 3] })));
    expect(maxRowsIn(shortest.length, layout)).within(70, 72);
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

function decode({ rows, keys, keyStarts, values }: RowChunk): TestRow[] {
  return Array.from({ length: rows }, (_, row) => {
    const start = keyStarts[row] ?? NaN;
    const prefixBytes = (keys[start] ?? 0) > 0x7f ? 2 : 1;
    const key = keys.toString("utf8", start + prefixBytes, keyStarts[row + 1]);
    return { key, values: [...values.subarray(row * VALUE_COUNT, (row + 1) * VALUE_COUNT)] };
  });
}
