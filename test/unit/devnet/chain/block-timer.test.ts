import { expect } from "chai";
import { sealRegularly } from "../../../../src/devnet/chain/block-timer.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { recordingLogger } from "../../../support/log.ts";

describe(sealRegularly.name, () => {
  it("seals at every interval until it is told to stop", async () => {
    const { clock, sealed, ended, stopping } = start();
    await clock.tick(3_500);
    stopping.abort();
    await ended;
    await clock.tick(5_000);
    expect(sealed).to.deep.equal([1_000, 2_000, 3_000]);
  });

  it("goes on after a block that failed, and says so", async () => {
    const { clock, sealed, logger, ended, stopping } = start({ failAtMs: 2_000 });
    await clock.tick(3_000);
    stopping.abort();
    await ended;
    expect(sealed).to.deep.equal([1_000, 3_000]);
    expect(logger.lines.map(({ level }) => level)).to.deep.equal(["error"]);
  });
});

function start({ failAtMs }: { failAtMs?: number } = {}) {
  const clock = new FakeClock(0);
  const logger = recordingLogger();
  const stopping = new AbortController();
  const sealed: number[] = [];
  const seal = () => {
    if (clock.now() === failAtMs) throw new Error("No block today");
    sealed.push(clock.now());
  };
  const ended = sealRegularly({ clock, logger, intervalMs: 1_000, seal }, stopping.signal);
  return { clock, logger, sealed, ended, stopping };
}
