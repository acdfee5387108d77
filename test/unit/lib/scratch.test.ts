import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { withScratch } from "../../../src/lib/scratch.ts";

describe(withScratch.name, () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), "scratch-test-"));
  });
  afterEach(() => rm(parent, { recursive: true }));

  it("returns what the work returns and leaves nothing behind", async () => {
    const directory = await withScratch(parent, async (scratch) => {
      await writeFile(join(scratch, "rows"), "1");
      return scratch;
    });
    expect(existsSync(directory)).to.equal(false);
    expect(await readdir(parent)).to.deep.equal([]);
  });

  it("leaves nothing behind when the work fails", async () => {
    const error: unknown = await withScratch(parent, () => Promise.reject(new Error("broken"))).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.have.property("message", "broken");
    expect(await readdir(parent)).to.deep.equal([]);
  });

  it("makes the parent where it is missing and gives every work a directory of its own", async () => {
    const nested = join(parent, "a", "b");
    const [one, two] = await Promise.all(
      [1, 2].map(() => withScratch(nested, (scratch) => Promise.resolve(scratch))),
    );
    expect(one).to.not.equal(two);
  });
});
