import { expect } from "chai";
import { elapsedMs } from "../../../src/lib/clock.ts";
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
