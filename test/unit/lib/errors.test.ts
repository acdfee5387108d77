import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { asNeuronError, messageOf, NeuronError } from "../../../src/lib/errors.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

describe(NeuronError.name, () => {
  it("ends a process with the exit code of its kind", () => {
    expect(new NeuronError("CONFIG_INVALID", "").exitCode).to.equal(78);
    expect(new NeuronError("INTERNAL", "").exitCode).to.equal(70);
    expect(new NeuronError("SOURCE_UNAVAILABLE", "").exitCode).to.equal(75);
  });

  it("keeps its cause and its facts", () => {
    const cause = new Error("reset");
    const error = new NeuronError("STORE_UNAVAILABLE", "No answer", {
      cause,
      context: { database: "torus_db" },
    });
    expect(error).to.deep.include({ cause, context: { database: "torus_db" }, severity: "retryable" });
  });
});

describe(asNeuronError.name, () => {
  it("returns our own errors as they are", () => {
    const error = new NeuronError("LOCKED", "Taken");
    expect(asNeuronError(error)).to.equal(error);
  });

  it("takes an aborted operation for a cancellation", () => {
    expect(asNeuronError(AbortSignal.abort().reason).code).to.equal("CANCELLED");
  });

  it("takes a full disk for what it is: worth another attempt", () => {
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(asNeuronError(full)).to.include({ code: "DISK_FULL", severity: "retryable", exitCode: 75 });
  });

  it("takes what the system refuses for something that only the operator can mend", async () => {
    const directory = await makeTempDir();
    try {
      const file = join(directory, "file");
      await writeFile(file, "");
      const refused = [() => mkdir(file, { recursive: true }), () => readFile(join(file, "x"))];
      for (const work of refused) {
        const error = asNeuronError(await work().catch((cause: unknown) => cause));
        expect(error).to.include({ code: "FILE_REFUSED", severity: "fatal", exitCode: 78 });
        expect(error.message).to.include(directory);
      }
      const taken = await open(file, "wx").catch((cause: unknown) => cause);
      expect(asNeuronError(taken).code).to.equal("INTERNAL");
    } finally {
      await removeTempDir(directory);
    }
  });

  it("takes everything else for a bug", () => {
    expect(asNeuronError(new TypeError("x is undefined"))).to.include({
      code: "INTERNAL",
      message: "x is undefined",
    });
    expect(asNeuronError("thrown text").message).to.equal("thrown text");
  });
});

describe(messageOf.name, () => {
  it("finds a message in anything", () => {
    expect([new Error("a"), "b", 3, undefined].map(messageOf)).to.deep.equal(["a", "b", "3", "undefined"]);
  });
});
