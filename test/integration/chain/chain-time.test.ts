import { expect } from "chai";
import { ChainTime } from "../../../src/chain/chain-time.ts";
import type { Clock } from "../../../src/lib/clock.ts";
import { connectTestClient } from "../../support/chain.ts";

const hourMs = 3_600_000;

describe(ChainTime.name, () => {
  it("knows nothing before the first block", async () => {
    const { chain, logger } = await connectTestClient();
    expect(new ChainTime({ chain, logger, clock: { now: () => Date.now() } }).range()).to.equal(undefined);
  });

  it("has our time within its range when our clock is right", async () => {
    const { earliestMs, latestMs } = await rangeFor({ now: () => Date.now() });
    expect(Date.now()).to.be.within(earliestMs, latestMs);
  });

  it("knows at once when it is told to look, without waiting for a block", async () => {
    const { chain, logger } = await connectTestClient();
    const time = new ChainTime({ chain, logger, clock: { now: () => Date.now() } });
    await time.sample();
    const { earliestMs = Infinity, latestMs = 0 } = time.range() ?? {};
    expect(Date.now()).to.be.within(earliestMs, latestMs);
  });

  it("shows a clock that is an hour slow, and one that is an hour fast", async () => {
    const slow = await rangeFor({ now: () => Date.now() - hourMs });
    expect(Date.now() - hourMs).to.be.lessThan(slow.earliestMs);
    const fast = await rangeFor({ now: () => Date.now() + hourMs });
    expect(Date.now() + hourMs).to.be.greaterThan(fast.latestMs);
  });
});

/** Returns the range after the first block that was read with this clock. */
async function rangeFor(clock: Pick<Clock, "now">) {
  const { chain, logger } = await connectTestClient();
  const time = new ChainTime({ chain, logger, clock });
  await time.start();
  try {
    for (;;) {
      const range = time.range();
      if (range !== undefined) return range;
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
