import { stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { DiskReserve, fillReserve, giveWay } from "../../../src/lib/disk-reserve.ts";
import { unlessMissing } from "../../../src/lib/files.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const megabyte = 1_000_000;

describe("the disk reserve", () => {
  let directory: string;
  beforeEach(async () => {
    directory = await makeTempDir();
  });
  afterEach(() => removeTempDir(directory));

  describe(fillReserve.name, () => {
    it("takes 32 MB where there is plenty of room, once", async () => {
      await fillReserve(directory, disk(10_000));
      await fillReserve(directory, disk(10_000));
      expect(await kept()).to.equal(32 * megabyte);
    });

    it("takes no more than a tenth of a small disk, in whole steps", async () => {
      await fillReserve(directory, disk(130));
      expect(await kept()).to.equal(12 * megabyte);
    });

    it("takes nothing where a tenth is too little to start with", async () => {
      await fillReserve(directory, disk(39));
      expect(await kept()).to.equal(0);
    });

    it("takes again what was given up, and never gives up anything itself", async () => {
      await fillReserve(directory, disk(10_000));
      await giveWay(directory, disk(0));
      await fillReserve(directory, disk(0));
      expect(await kept()).to.equal(28 * megabyte);
      await fillReserve(directory, disk(10_000));
      expect(await kept()).to.equal(32 * megabyte);
    });

    it("takes no more where several fill it at once", async () => {
      await Promise.all(Array.from({ length: 8 }, () => fillReserve(directory, disk(10_000))));
      expect(await kept()).to.equal(32 * megabyte);
    });

    it("makes a file whole that was cut short", async () => {
      await fillReserve(directory, disk(10_000));
      await truncate(join(directory, "reserve"), 5 * megabyte);
      await fillReserve(directory, disk(10_000));
      expect(await kept()).to.be.greaterThan(28 * megabyte);
    });
  });

  describe(giveWay.name, () => {
    it("gives up one step at a time while there is hardly any room, so that a next start has one too", async () => {
      await fillReserve(directory, disk(80));
      expect(await kept()).to.equal(8 * megabyte);
      expect(await giveWay(directory, disk(3))).to.equal(true);
      expect(await kept()).to.equal(4 * megabyte);
      expect(await giveWay(directory, disk(3))).to.equal(true);
      expect(await kept()).to.equal(0);
      expect(await giveWay(directory, disk(3))).to.equal(false);
      expect(await kept()).to.equal(0);
    });

    it("gives up nothing where there is room", async () => {
      await fillReserve(directory, disk(10_000));
      expect(await giveWay(directory, disk(4))).to.equal(false);
      expect(await kept()).to.equal(32 * megabyte);
    });

    it("does without a reserve", async () => {
      await giveWay(directory, disk(0));
      expect(await kept()).to.equal(0);
    });
  });

  describe(DiskReserve.name, () => {
    it("makes the reserve again while it runs, as soon as there is room", async () => {
      const clock = new LookingClock();
      let freeMegabytes = 0;
      const filling = { freeBytes: () => Promise.resolve(freeMegabytes * megabyte) };
      const reserve = new DiskReserve({ clock, logger: silentLogger(), disk: filling }, directory);
      const looked = clock.nextSleep();
      await reserve.start();
      await looked;
      expect(await kept()).to.equal(0);
      freeMegabytes = 80;
      const filled = clock.nextSleep();
      await clock.tick(2_000);
      await filled;
      expect(await kept()).to.equal(8 * megabyte);
      await reserve.stop();
    });
  });

  /** Returns a disk with so many megabytes of room. */
  function disk(freeMegabytes: number) {
    return { freeBytes: () => Promise.resolve(freeMegabytes * megabyte) };
  }

  async function kept(): Promise<number> {
    return (await unlessMissing(stat(join(directory, "reserve"))))?.size ?? 0;
  }
});

/** A clock that tells when somebody falls asleep. */
class LookingClock extends FakeClock {
  #tell: () => void = () => undefined;

  override sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    const sleeping = super.sleep(durationMs, signal);
    this.#tell();
    return sleeping;
  }

  /** Resolves when somebody falls asleep from now on. */
  nextSleep(): Promise<void> {
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}
