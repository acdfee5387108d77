import { expect } from "chai";
import { ChainTime, type ChainTimeRange } from "../../../src/chain/chain-time.ts";
import { connectTestClient } from "../../support/chain.ts";

const hourMs = 3_600_000;
const monotonicMs = (): number => performance.now();

describe(ChainTime.name, () => {
  it("knows nothing before the first block", async () => {
    const { chain, logger } = await connectTestClient();
    expect(new ChainTime({ chain, logger, monotonicMs }).range()).to.equal(undefined);
  });

  it("has the true time within its range", async () => {
    const { earliestMs, latestMs } = await rangeWhen(() => true);
    expect(Date.now()).to.be.within(earliestMs, latestMs);
  });

  it("knows at once when it is told to look, without waiting for a block", async () => {
    const { chain, logger } = await connectTestClient();
    const time = new ChainTime({ chain, logger, monotonicMs });
    await time.sample();
    const { earliestMs = Infinity, latestMs = 0 } = time.range() ?? {};
    expect(Date.now()).to.be.within(earliestMs, latestMs);
  });

  it("finds the true time again after the clock that it counts by has jumped", async () => {
    let aheadMs = 0;
    const { earliestMs, latestMs } = await rangeWhen(
      (range) => {
        const isRight = aheadMs > 0 && Date.now() >= range.earliestMs && Date.now() <= range.latestMs;
        aheadMs = hourMs;
        return isRight;
      },
      () => performance.now() + aheadMs,
    );
    expect(Date.now()).to.be.within(earliestMs, latestMs);
  });
});

/** Returns the first range that is as wanted. */
async function rangeWhen(isWanted: (range: ChainTimeRange) => boolean, monotonic = monotonicMs) {
  const { chain, logger } = await connectTestClient();
  const time = new ChainTime({ chain, logger, monotonicMs: monotonic });
  await time.start();
  try {
    for (;;) {
      const range = time.range();
      if (range !== undefined && isWanted(range)) return range;
      await new Promise<void>((resolve) => {
        const stop = chain.onHead(() => {
          stop();
          resolve();
        });
      });
    }
  } finally {
    await time.stop();
  }
}
