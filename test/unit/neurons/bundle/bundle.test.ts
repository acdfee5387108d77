import { utimes, writeFile } from "node:fs/promises";
import { expect } from "chai";
import { bundleFiles, findBundle, type Bundle } from "../../../../neurons/bundle/bundle.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

/** As the build writes it, of a smaller program. */
const source = `(function (exports, require, module, __filename) {
  const { basename } = require("node:path");
  module.exports = { start: (args) => Promise.resolve([basename(__filename), ...args]) };
})`;

describe(findBundle.name, () => {
  let directory: string;

  beforeEach(async () => {
    directory = await makeTempDir();
  });

  afterEach(async () => {
    await removeTempDir(directory);
  });

  it("returns the program of a bundle that is as new as the modules", async () => {
    await writeBundle(directory, { isOlderByMs: 0 });
    expect(await startOf(findBundle(directory), ["miner"])).to.deep.equal(["neuron.cjs", "miner"]);
  });

  it("returns undefined when a module has been compiled since", async () => {
    await writeBundle(directory, { isOlderByMs: 1 });
    expect(findBundle(directory)).to.equal(undefined);
  });

  it("returns undefined where there is no bundle", () => {
    expect(findBundle(directory)).to.equal(undefined);
  });

  it("does without what V8 compiled of something else", async () => {
    await writeBundle(directory, { isOlderByMs: 0 });
    await writeFile(bundleFiles(directory).compiled, "of something else");
    const bundle = findBundle(directory);
    expect(bundle?.isFromCompiled).to.equal(false);
    expect(await startOf(bundle, [])).to.deep.equal(["neuron.cjs"]);
  });
});

/** Returns what the program above answers, which does not end its process as the real one does. */
async function startOf(bundle: Bundle | undefined, args: readonly string[]): Promise<unknown> {
  return bundle?.program.start(args);
}

async function writeBundle(
  directory: string,
  { isOlderByMs }: { readonly isOlderByMs: number },
): Promise<void> {
  const { bundle, buildInfo } = bundleFiles(directory);
  await writeFile(bundle, source);
  await writeFile(buildInfo, "{}");
  const builtMs = Date.UTC(2025, 7, 1);
  await setModified(buildInfo, builtMs);
  await setModified(bundle, builtMs - isOlderByMs);
}

async function setModified(path: string, atMs: number): Promise<void> {
  await utimes(path, new Date(atMs), new Date(atMs));
}
