import { expect } from "chai";
import { Lanes, systemRandomness } from "../../../src/dendrite/lanes.ts";
import { FakeClock } from "../../support/fake-clock.ts";

describe(Lanes.name, () => {
  it("gives out the time in nanoseconds, with the part that the clock does not know", () => {
    const lanes = new Lanes(new FakeClock(1_760_000_000_123), {
      ...systemRandomness,
      nanoseconds: () => 456_789,
    });
    expect(lanes.nextNonce()).to.equal(1_760_000_000_123_456_789n);
  });

  it("gives out greater nonces only, also while the clock stands still or goes back", async () => {
    const clock = new FakeClock(1_000);
    const lanes = new Lanes(clock, systemRandomness);
    const nonces: bigint[] = [];
    for (const step of [0, 0, 5, -3, -500, 0, 1]) {
      await clock.tick(step);
      nonces.push(...Array.from({ length: 100 }, () => lanes.nextNonce()));
    }
    for (const [index, nonce] of nonces.entries()) expect(nonce > (nonces[index - 1] ?? 0n)).to.equal(true);
  });

  it("gives a lane to one at a time, and again once it is back", () => {
    const lanes = new Lanes(new FakeClock(), systemRandomness);
    const [one, other] = [lanes.take(), lanes.take()];
    expect(one).to.not.equal(other);
    lanes.giveBack(one);
    expect(lanes.take()).to.equal(one);
    expect([one, other]).to.not.include(lanes.take());
  });
});
