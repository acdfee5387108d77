import { expect } from "chai";
import fc from "fast-check";
import { revealBlocks, revealPhase } from "../../../../../src/devnet/chain/state/reveal.ts";
import { createSubnet } from "./subnets.ts";

describe(revealPhase.name, () => {
  it("is open in exactly the blocks that the chain announces", () => {
    const number = fc.integer({ min: 1, max: 400 });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 1, max: 3 }), (tempo, block, revealPeriodEpochs) => {
        const subnet = createSubnet([], { tempo, revealPeriodEpochs });
        const { first, last } = revealBlocks(subnet, block);
        const phases = [first - 1, first, last, last + 1].map((at) => revealPhase(subnet, block, at));
        expect(phases).to.deep.equal(["too early", "now", "now", "expired"]);
      }),
    );
  });
});
