import { readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { findCompiled, saveCompiled } from "../../../../neurons/bundle/compiled.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(findCompiled.name, () => {
  const compiled = Buffer.from("what V8 has compiled");
  let directory: string;
  let path: string;

  beforeEach(async () => {
    directory = await makeTempDir();
    path = join(directory, "neuron.compiled");
    saveCompiled(path, compiled);
  });

  afterEach(async () => {
    await removeTempDir(directory);
  });

  it("returns what was saved", () => {
    expect(findCompiled(path)).to.deep.equal(compiled);
  });

  it("returns undefined for a file with any bit changed, on which V8 would crash", async () => {
    const saved = await readFile(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(saved.length * 8 - 1), async (place) => {
        const damaged = Buffer.from(saved);
        damaged.writeUInt8(damaged.readUInt8(place >> 3) ^ (1 << (place & 7)), place >> 3);
        await writeFile(path, damaged);
        expect(findCompiled(path)).to.equal(undefined);
      }),
    );
  });

  it("returns undefined for a file cut short, an empty one and none", async () => {
    for (const length of [40, 32, 31, 0]) {
      await truncate(path, length);
      expect(findCompiled(path)).to.equal(undefined);
    }
    expect(findCompiled(join(directory, "none"))).to.equal(undefined);
  });
});
