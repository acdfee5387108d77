import { expect } from "chai";
import type { Neuron } from "../../../../../src/chain/metagraph/snapshot.ts";
import {
  chooseMiners,
  findTarget,
  type ServingNeuron,
} from "../../../../../src/subnets/risk/validation/choose-miners.ts";

describe(chooseMiners.name, () => {
  it("leaves out the validator itself, who has no axon, and who has a permit and stake", () => {
    const neurons = [
      createNeuron({ uid: 0, hotkey: "own" }),
      createNeuron({ uid: 1, axon: undefined }),
      createNeuron({ uid: 2, axon: { ...axon, ip: "0.0.0.0" } }),
      createNeuron({ uid: 3, validatorPermit: true, stakeRao: 101n }),
      createNeuron({ uid: 4, validatorPermit: true, stakeRao: 100n }),
      createNeuron({ uid: 5, stakeRao: 1_000n }),
    ];
    expect(uidsOf(chooseMiners(neurons, rules(), Math.random))).to.deep.equal([4, 5]);
  });

  it("draws distinct miners when there are more than it may ask", () => {
    const neurons = Array.from({ length: 20 }, (_, uid) => createNeuron({ uid, hotkey: `miner ${uid}` }));
    const draws = [0, 0.37, 0.999].map((value) =>
      uidsOf(chooseMiners(neurons, rules({ sampleSize: 7 }), () => value)),
    );
    for (const uids of draws) expect(new Set(uids).size).to.equal(7);
    expect(draws[0]).to.not.deep.equal(draws[2]);
  });
});

describe(findTarget.name, () => {
  const everywhere = { addressBook: new Map(), allowPrivate: false };

  it("is where the chain says, if everybody could reach it", () => {
    const miner = serving({ ...axon, ip: "8.8.8.8", port: 9_000 });
    expect(findTarget(miner, everywhere)).to.deep.equal({ host: "8.8.8.8", port: 9_000, hotkey: "miner" });
    for (const ip of ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"]) {
      expect(findTarget(serving({ ...axon, ip }), everywhere), ip).to.equal(undefined);
    }
  });

  it("is where the address book says, whatever the chain says", () => {
    const addressBook = new Map([["miner", { host: "127.0.0.1", port: 8_091 }]]);
    const found = findTarget(serving(axon), { ...everywhere, addressBook });
    expect(found).to.deep.equal({ host: "127.0.0.1", port: 8_091, hotkey: "miner" });
  });
});

const axon = { block: 1, version: 1, ip: "192.0.2.7", port: 8_091, protocol: 4 };

function rules(overrides: { sampleSize?: number } = {}) {
  return { ownHotkey: "own", permitLimitRao: 100n, sampleSize: 256, ...overrides };
}

function uidsOf(neurons: readonly Neuron[]): number[] {
  return neurons.map(({ uid }) => uid);
}

function serving(record: ServingNeuron["axon"]): ServingNeuron {
  return { ...createNeuron({}), axon: record };
}

function createNeuron(overrides: Partial<Neuron>): Neuron {
  return {
    uid: 7,
    hotkey: "miner",
    coldkey: "coldkey",
    axon,
    validatorPermit: false,
    stakeRao: 0n,
    lastUpdate: 0,
    ...overrides,
  };
}
