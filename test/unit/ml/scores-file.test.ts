import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { expect } from "chai";
import fc from "fast-check";
import { asNeuronError } from "../../../src/lib/errors.ts";
import { readKeyedScores, readScores } from "../../../src/ml/scores-file.ts";
import { codeOf } from "../../support/errors.ts";
import { withDirectory } from "../../support/ml.ts";

describe(readScores.name, () => {
  it("reads what stands in the file, whatever the length of the keys", async () => {
    const row = fc.record({ key: fc.string({ maxLength: 300 }), score: fc.double({ noNaN: true }) });
    await withDirectory(async (directory) => {
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
          const path = await write(directory, encode(rows));
          expect([...(await readScores(path))]).to.deep.equal(rows.map(({ score }) => score));
        }),
        { numRuns: 50 },
      );
    });
  });

  it("reads across the pieces that a large file comes in", async () => {
    const rows = Array.from({ length: 20_000 }, (_, row) => ({ key: `alert-${row}`, score: row / 20_000 }));
    await withDirectory(async (directory) => {
      const path = await write(directory, encode(rows));
      expect([...(await readScores(path))]).to.deep.equal(rows.map(({ score }) => score));
      expect([...(await readScores(path, 7))]).to.deep.equal(
        rows.filter((_, row) => row % 7 === 0).map(({ score }) => score),
      );
    });
  });

  it("refuses a file that is cut off, and a length that no key has", async () => {
    await withDirectory(async (directory) => {
      const whole = encode([{ key: "alert-1", score: 0.5 }]);
      for (const bytes of [whole.subarray(0, -1), whole.subarray(0, 3), Buffer.alloc(20, 0xff)]) {
        const path = await write(directory, bytes);
        const error = await readScores(path).then(() => expect.fail("was read"), asNeuronError);
        expect(error.code).to.equal("INTERNAL");
      }
    });
  });
});

describe(readKeyedScores.name, () => {
  it("reads the keys, too, of one and of two length bytes and in any language", async () => {
    const rows = ["x", "a".repeat(200), "адрес", ""].map((key, row) => ({ key, score: row / 4 }));
    await withDirectory(async (directory) => {
      const { keys, scores } = await readKeyedScores(await write(directory, encode(rows)));
      expect(keys).to.deep.equal(rows.map(({ key }) => key));
      expect([...scores]).to.deep.equal(rows.map(({ score }) => score));
    });
  });

  it("refuses a file that is cut off", async () => {
    await withDirectory(async (directory) => {
      const path = await write(directory, encode([{ key: "x", score: 0.25 }]).subarray(0, -1));
      expect(await codeOf(readKeyedScores(path))).to.equal("INTERNAL");
    });
  });
});

async function write(directory: string, bytes: Buffer): Promise<string> {
  const path = join(directory, "scores");
  await writeFile(path, bytes);
  return path;
}

function encode(rows: readonly { key: string; score: number }[]): Buffer {
  return Buffer.concat(
    rows.map(({ key, score }) => {
      const name = Buffer.from(key);
      const length = name.length < 0x80 ? [name.length] : [(name.length & 0x7f) | 0x80, name.length >> 7];
      const value = Buffer.alloc(8);
      value.writeDoubleLE(score);
      return Buffer.concat([Buffer.from(length), name, value]);
    }),
  );
}
