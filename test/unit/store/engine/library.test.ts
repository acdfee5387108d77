import { stat } from "node:fs/promises";
import { expect } from "chai";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { getEngineLibrary } from "../../../../src/store/engine/library.ts";

describe(getEngineLibrary.name, () => {
  it("finds the library that npm installed for this machine", async () => {
    const { size } = await stat(getEngineLibrary(process.platform, process.arch));
    expect(size).to.be.above(100_000_000);
  });

  it("points to a ClickHouse server where chdb has no library, or npm did not install it", () => {
    const elsewhere = process.platform === "darwin" ? "linux" : "darwin";
    for (const [platform, arch] of [
      ["win32", "x64"],
      [elsewhere, "arm64"],
    ] as const) {
      expect(() => getEngineLibrary(platform, arch))
        .to.throw(NeuronError, "CLICKHOUSE_HOST")
        .with.property("code", "LIBRARY_MISSING");
    }
  });
});
