import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect } from "chai";

import { asNeuronError } from "../../../src/lib/errors.ts";
import { readModelFile, writeModelFile } from "../../../src/ml/model-file.ts";
import { withDirectory } from "../../support/ml.ts";

const content = Buffer.from('{"a":"model"}');

describe(writeModelFile.name, () => {
  it("leaves the file, nothing else, and says what it wrote", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "model.json");
      const { sha256, bytes } = await writeModelFile(path, content);
      expect(bytes).equal(content.length);
      expect(await readdir(directory)).deep.equal(["model.json"]);
      expect(await readModelFile({ path, sha256, algorithm: "logistic" })).deep.equal(content);
    });
  });

  it("replaces an older file", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "model.json");
      await writeModelFile(path, Buffer.from("older and longer than the newer one"));
      await writeModelFile(path, content);
      expect(await readFile(path)).deep.equal(content);
    });
  });
});

describe(readModelFile.name, () => {
  it("refuses a file in which one bit changed", async () => {
    expect(await codeAfter((bytes) => bytes.with(3, (bytes[3] ?? 0) ^ 1))).equal("MODEL_REFUSED");
  });

  it("refuses a file that was cut off", async () => {
    expect(await codeAfter((bytes) => bytes.subarray(0, -1))).equal("MODEL_REFUSED");
  });

  it("refuses what does not begin like a model, even with the right hash", async () => {
    await withDirectory(async (directory) => {
      const path = join(directory, "model.json");
      const { sha256 } = await writeModelFile(path, Buffer.from("binf: the library's legacy format"));
      const error = await readModelFile({ path, sha256, algorithm: "xgboost" }).catch(asNeuronError);
      expect(error).property("code", "MODEL_REFUSED");
    });
  });

  it("refuses a file that is not there", async () => {
    const model = { path: "/nowhere/model.json", sha256: "0".repeat(64), algorithm: "xgboost" } as const;
    expect(await readModelFile(model).catch(asNeuronError)).property("code", "MODEL_REFUSED");
  });
});

async function codeAfter(change: (bytes: Uint8Array) => Uint8Array): Promise<string | undefined> {
  return withDirectory(async (directory) => {
    const path = join(directory, "model.json");
    const { sha256 } = await writeModelFile(path, content);
    await writeFile(path, change(content));
    return readModelFile({ path, sha256, algorithm: "logistic" }).then(
      () => undefined,
      (error: unknown) => asNeuronError(error).code,
    );
  });
}
