import { expect } from "chai";
import { elapsedMs, utcDate } from "../../../src/lib/clock.ts";
import { FakeClock } from "../../support/fake-clock.ts";

describe(elapsedMs.name, () => {
  it("tells how long it is since a moment", async () => {
    const clock = new FakeClock();
    const startedAtMs = clock.now();
    await clock.tick(1_500);
    expect(elapsedMs(clock, startedAtMs)).to.equal(1_500);
  });

  it("is never negative, though the clock was set back", () => {
    const clock = new FakeClock();
    expect(elapsedMs(clock, clock.now() + 3_600_000)).to.equal(0);
  });
});

describe(utcDate.name, () => {
  it("is the date in UTC, to the last millisecond of a day", () => {
    const lastMs = Date.parse("2025-08-01T23:59:59.999Z");
    expect(utcDate(new FakeClock(lastMs))).to.equal("2025-08-01");
    expect(utcDate(new FakeClock(lastMs + 1))).to.equal("2025-08-02");
  });
});
