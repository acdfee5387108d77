import { expect } from "chai";
import { decayPrice, raisePrice } from "../../../../../src/devnet/chain/state/price.ts";
import { createSubnet } from "./subnets.ts";

describe("the price of a registration", () => {
  it("rises by its factor and halves over its half-life", () => {
    const raised = raisePrice(createSubnet([]));
    let later = raised;
    for (let block = 0; block < later.hyperparameters.burnHalfLife; block += 1) later = decayPrice(later);
    expect(raised.burnRao).to.equal(1_260_000_000n);
    expect(Number(later.burnRao)).to.be.closeTo(630_000_000, 1_000);
  });

  it("stays within its bounds", () => {
    const cheap = { ...createSubnet([]), burnRao: 500_000n };
    const dear = { ...createSubnet([]), burnRao: 100_000_000_000n };
    expect(decayPrice(cheap).burnRao).to.equal(500_000n);
    expect(raisePrice(dear).burnRao).to.equal(100_000_000_000n);
  });
});
