import { stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { settleReserve } from "../../../src/lib/disk-reserve.ts";
import { unlessMissing } from "../../../src/lib/files.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const megabyte = 1_000_000;

describe(settleReserve.name, () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(() => removeTempDir(directory));

  it("takes room where there is plenty, gives it up where there is hardly any, and takes it again", async () => {
    expect(await settle(10_000)).to.equal(32 * megabyte);
    expect(await settle(10_000)).to.equal(32 * megabyte);
    expect(await settle(100)).to.equal(32 * megabyte);
    expect(await settle(1)).to.equal(undefined);
    expect(await settle(100), "with little room").to.equal(undefined);
    expect(await settle(10_000)).to.equal(32 * megabyte);
  });

  /** Settles on a disk with so many megabytes of room; returns the size of the reserve after that. */
  async function settle(freeMegabytes: number): Promise<number | undefined> {
    const file = join(directory, "reserve");
    await settleReserve(directory, file, { freeBytes: () => Promise.resolve(freeMegabytes * megabyte) });
    return (await unlessMissing(stat(file)))?.size;
  }
});
