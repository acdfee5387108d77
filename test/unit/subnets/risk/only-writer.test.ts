import { expect } from "chai";
import { access, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { asOnlyWriter, type WriterRequest } from "../../../../src/subnets/risk/only-writer.ts";
import { codeOf } from "../../../support/errors.ts";
import { makeTempDir, removeTempDir } from "../../../support/temp-dir.ts";

describe(asOnlyWriter.name, () => {
  let dataDirectory: string;

  beforeEach(async () => {
    dataDirectory = await makeTempDir();
  });

  afterEach(() => removeTempDir(dataDirectory));

  it("returns what the work returns, and lets the next one write", async () => {
    expect(await asOnlyWriter(request(), () => Promise.resolve("one"))).to.equal("one");
    expect(await asOnlyWriter(request(), () => Promise.resolve("two"))).to.equal("two");
  });

  it("refuses a second writer of the network while the first is at work, and none of another network", async () => {
    const codes = await asOnlyWriter(request({ job: "train" }), async () => [
      await codeOf(asOnlyWriter(request(), nothing)),
      await codeOf(asOnlyWriter(request({ network: "bittensor" }), nothing)),
    ]);
    expect(codes).to.deep.equal(["LOCKED", undefined]);
  });

  it("says who is writing", async () => {
    const refusal = await asOnlyWriter(request({ job: "train" }), async () =>
      asOnlyWriter(request(), nothing).catch(String),
    );
    expect(refusal).to.include("neuron train");
  });

  it("frees the network when the work fails, and tells how it failed", async () => {
    const failing = asOnlyWriter(request(), () => Promise.reject(new RangeError("too far")));
    expect(await failing.catch(String)).to.equal("RangeError: too far");
    expect(await asOnlyWriter(request(), () => Promise.resolve("next"))).to.equal("next");
  });

  it("empties what a writer that died left in the scratch directory, and never that of one at work", async () => {
    const left = join(request().scratchDirectory, "rows");
    await mkdir(dirname(left), { recursive: true });
    await writeFile(left, "half a file");
    await asOnlyWriter(request(), async () => {
      expect(await isThere(left)).to.equal(false);
      await mkdir(dirname(left), { recursive: true });
      await writeFile(left, "at work");
      await codeOf(asOnlyWriter(request(), nothing));
      expect(await isThere(left)).to.equal(true);
    });
  });

  function request(own: Partial<WriterRequest> = {}): WriterRequest {
    const { network = "torus", job = "score" } = own;
    return { network, job, dataDirectory, scratchDirectory: join(dataDirectory, "scratch", network) };
  }
});

async function nothing(): Promise<void> {
  return Promise.resolve();
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
