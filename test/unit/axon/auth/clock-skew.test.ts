import { expect } from "chai";
import { ClockSkew, type ChainTime } from "../../../../src/axon/auth/clock-skew.ts";
import { FakeClock } from "../../../support/fake-clock.ts";
import { recordingLogger, type RecordingLogger } from "../../../support/log.ts";
import { nowMs } from "./signed-requests.ts";

describe(ClockSkew.name, () => {
  let clock: FakeClock;
  let logger: RecordingLogger;
  let chain: ChainTime | undefined;

  beforeEach(() => {
    clock = new FakeClock(nowMs);
    logger = recordingLogger();
    chain = undefined;
  });

  it("knows nothing at first", () => {
    expect(createSkew().skew()).to.deep.equal({ callersMs: undefined, callers: 0, chainMs: undefined });
  });

  it("takes the median of callers, each counted once", () => {
    const skew = createSkew();
    for (let request = 0; request < 1_000; request++) skew.observe("busy", nowMs + 5_000);
    for (const hotkey of ["a", "b"]) skew.observe(hotkey, nowMs - 20);
    expect(skew.skew()).to.include({ callersMs: -20, callers: 3 });
  });

  it("remembers the callers heard of last, and no more than its bound", () => {
    const skew = createSkew();
    for (let caller = 0; caller < 10_000; caller++) skew.observe(`caller ${caller}`, nowMs + caller);
    expect(skew.skew()).to.include({ callers: 256, callersMs: 10_000 - 128 });
  });

  it("tells how far the chain is surely off, either way", () => {
    const skew = createSkew();
    for (const [earliest, latest, chainMs] of [
      [-10_000, 10_000, 0],
      [0, 0, 0],
      [3_000, 9_000, 3_000],
      [-9_000, -3_000, -3_000],
    ] as const) {
      chain = { earliestMs: nowMs + earliest, latestMs: nowMs + latest };
      expect(skew.skew().chainMs).to.equal(chainMs);
    }
  });

  it("is known to be right only once the chain has told the time", () => {
    const skew = createSkew();
    expect(skew.isKnownRight()).to.equal(false);
    chain = { earliestMs: nowMs + 2_000, latestMs: nowMs + 60_000 };
    expect(skew.isKnownRight()).to.equal(true);
    chain = { earliestMs: nowMs + 2_001, latestMs: nowMs + 60_000 };
    expect(skew.isKnownRight()).to.equal(false);
  });

  it("warns once of a clock that is more than two seconds off, again each hour, and says when it is over", async () => {
    const skew = createSkew();
    const levels = (): string[] => logger.lines.map(({ level }) => level);
    chain = { earliestMs: nowMs + 2_000, latestMs: nowMs + 60_000 };
    skew.check();
    expect(levels()).to.deep.equal([]);
    for (let minute = 0; minute < 90; minute++) {
      chain = { earliestMs: clock.now() + 2_001, latestMs: clock.now() + 60_000 };
      for (let request = 0; request < 10; request++) skew.observe("a", clock.now());
      await clock.tick(60_000);
    }
    expect(levels()).to.deep.equal(["warn", "warn"]);
    expect(logger.lines[0]?.fields).to.deep.include({ chainMs: 2_001 });
    chain = { earliestMs: clock.now(), latestMs: clock.now() };
    skew.check();
    skew.check();
    expect(levels()).to.deep.equal(["warn", "warn", "info"]);
  });

  function createSkew(): ClockSkew {
    return new ClockSkew({ clock, logger, chainTimeMs: () => chain });
  }
});
