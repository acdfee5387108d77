import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { it } from "mocha";
import { DirectorySource } from "../../../src/subnets/risk/source/directory-source.ts";
import { metaObject } from "../../../src/subnets/risk/source/layout.ts";
import { testKey } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";
import { createOptions, describeBatchSource } from "./source-contract.ts";

describeBatchSource(DirectorySource.name, async (objects) => {
  const root = await makeTempDir();
  for (const [path, bytes] of objects) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), bytes);
  }
  return { source: new DirectorySource(root), listable: true, dispose: () => removeTempDir(root) };
});

describe(DirectorySource.name, () => {
  it("does not find a folder that has the name of a file", async () => {
    const root = await makeTempDir();
    const object = metaObject(testKey);
    await mkdir(join(root, object.path), { recursive: true });
    expect(await new DirectorySource(root).find(object, createOptions(root))).to.equal(undefined);
    await removeTempDir(root);
  });

  it("tells a directory that is not there from one without batches", async () => {
    const root = await makeTempDir();
    const gone = new DirectorySource(join(root, "gone"));
    const codes = [
      await codeOf(gone.find(metaObject(testKey), createOptions(root))),
      await codeOf(gone.listDates("torus", 195)),
    ];
    const none = await new DirectorySource(root).listDates("torus", 195);
    await removeTempDir(root);
    expect(codes).to.deep.equal(["SOURCE_NOT_FOUND", "SOURCE_NOT_FOUND"]);
    expect(none).to.deep.equal([]);
  });
});
