import { expect } from "chai";
import { registerNeuron } from "../../../../../src/devnet/chain/state/registration.ts";
import { findUidToReplace } from "../../../../../src/devnet/chain/state/replacement.ts";
import { createSubnet } from "./subnets.ts";

describe(findUidToReplace.name, () => {
  it("takes the lowest emission among those no longer immune", () => {
    const neurons = [{ emissionRao: 5n }, { emissionRao: 2n }, { emissionRao: 1n, registeredAtBlock: 95 }];
    expect(findUidToReplace(createSubnet(neurons, { immunityPeriod: 10 }), 100)).to.equal(1);
  });

  it("takes the older, then the lower uid, of equals", () => {
    const equals = [{ registeredAtBlock: 3 }, { registeredAtBlock: 2 }, { registeredAtBlock: 2 }];
    expect(findUidToReplace(createSubnet(equals, { immunityPeriod: 0 }), 100)).to.equal(1);
  });

  it("takes an immune one while too few have lost their immunity, and spares the owner", () => {
    const neurons = [
      { hotkey: "owner", registeredAtBlock: 0 },
      { registeredAtBlock: 0 },
      { registeredAtBlock: 99 },
    ];
    const subnet = createSubnet(neurons, { immunityPeriod: 10, minNonImmuneUids: 1 });
    expect(findUidToReplace(subnet, 100)).to.equal(2);
  });
});

describe(registerNeuron.name, () => {
  it("clears what the replaced hotkey had announced", () => {
    const full = createSubnet([{}], { maxAllowedUids: 1, immunityPeriod: 0 });
    const announced = {
      ...full,
      prometheus: new Map([["h0", { block: 1, version: 1, ip: 1n, port: 1, ipType: 4 }]]),
    };
    const registered = registerNeuron(announced, { hotkey: "new", coldkey: "c" }, 7);
    expect(registered?.uid).to.equal(0);
    expect(registered?.subnet.neurons[0]).to.include({
      hotkey: "new",
      registeredAtBlock: 7,
      lastUpdateBlock: 7,
    });
    expect(registered?.subnet.prometheus.size).to.equal(0);
  });

  it("gives no uid where nobody may be replaced", () => {
    const full = createSubnet([{ hotkey: "owner" }], { maxAllowedUids: 1 });
    expect(registerNeuron(full, { hotkey: "new", coldkey: "c" }, 7)).to.equal(undefined);
  });
});
