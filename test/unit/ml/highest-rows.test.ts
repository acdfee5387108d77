import { expect } from "chai";
import fc from "fast-check";

import { HighestRows } from "../../../src/ml/highest-rows.ts";
import { leb128 } from "../../../src/ml/leb128.ts";
import type { RowChunk } from "../../../src/ml/rows-file.ts";
import { encodeRows } from "../../support/ml.ts";

interface ScoredRow {
  readonly key: string;
  readonly score: number;
}

/** Few scores, so that many are equal; keys on either side of the length that takes a second byte. */
const anyRows: fc.Arbitrary<ScoredRow[]> = fc.uniqueArray(
  fc.record({
    key: fc.string({ maxLength: 3 }).chain((key) => fc.constantFrom(key, key.padEnd(130, "a"))),
    score: fc.constantFrom(0, 0.25, 0.5, 1),
  }),
  { maxLength: 60, selector: ({ key }) => key },
);

describe(HighestRows.name, () => {
  it("keeps the rows of the highest scores, byte for byte, of equal scores those of the lower keys", () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, most, chunk) => {
          const highest = new HighestRows(most);
          for (let start = 0; start < rows.length; start += chunk) {
            const some = rows.slice(start, start + chunk);
            highest.add(
              chunkOf(some),
              Float64Array.from(some, ({ score }) => score),
            );
          }
          const expected = rows.toSorted(byScore).slice(0, most);
          expect(highest.take()).deep.equal(encode(expected));
        },
      ),
    );
  });

  it("holds its own copies: what is read next may overwrite the rows", () => {
    const rows = [{ key: "a", score: 1 }];
    const chunk = chunkOf(rows);
    const highest = new HighestRows(1);
    highest.add(chunk, Float64Array.of(1));
    chunk.keys.fill(0);
    chunk.values.fill(0);
    expect(highest.take()).deep.equal(encode(rows));
  });
});

function chunkOf(rows: readonly ScoredRow[]): RowChunk {
  const keys = rows.map(({ key }) => Buffer.concat([leb128(key.length), Buffer.from(key)]));
  let end = 0;
  return {
    rows: rows.length,
    keys: Buffer.concat(keys),
    keyStarts: Uint32Array.from([0, ...keys.map(({ length }) => (end += length))]),
    values: Float32Array.from(rows.flatMap(({ score }) => [score, -score])),
  };
}

function encode(rows: readonly ScoredRow[]): Buffer {
  return encodeRows(rows.map(({ key, score }) => ({ key, values: [score, -score] })));
}

function byScore(one: ScoredRow, other: ScoredRow): number {
  return other.score - one.score || Buffer.compare(Buffer.from(one.key), Buffer.from(other.key));
}
