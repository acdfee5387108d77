import { expect } from "chai";
import { Bans } from "../../../../../src/devnet/chain/machine/bans.ts";
import { FakeClock } from "../../../../support/fake-clock.ts";

describe(Bans.name, () => {
  it("end by themselves, when they are lifted, and when there are too many", async () => {
    const clock = new FakeClock();
    const bans = new Bans(clock);
    for (let hash = 0; hash <= 4_096; hash += 1) bans.add(`0x${hash}`);
    bans.lift("0x2");
    expect(["0x0", "0x1", "0x2", "0x4096"].map((hash) => bans.has(hash))).to.deep.equal([
      false,
      true,
      false,
      true,
    ]);
    await clock.tick(30 * 60 * 1000);
    expect(bans.has("0x1")).to.equal(false);
  });
});
