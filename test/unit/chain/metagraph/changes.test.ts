import { expect } from "chai";
import fc from "fast-check";
import { findChanges } from "../../../../src/chain/metagraph/changes.ts";
import type { Neuron, Snapshot } from "../../../../src/chain/metagraph/snapshot.ts";

describe(findChanges.name, () => {
  it("finds nothing between a snapshot and itself", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 })), (hotkeys) => {
        expect(findChanges(snapshot(hotkeys), snapshot(hotkeys))).to.deep.equal([]);
      }),
    );
  });

  it("names a registration", () => {
    expect(findChanges(snapshot(["a"]), snapshot(["a", "b"]))).to.deep.equal([
      { kind: "registered", hotkey: "b", uid: 1 },
    ]);
  });

  it("names a deregistration together with who took the place", () => {
    const after = snapshot(["a", { hotkey: "c", coldkey: "other", lastUpdate: 50 }]);
    expect(findChanges(snapshot(["a", "b"]), after)).to.deep.equal([
      { kind: "deregistered", hotkey: "b", uid: 1, replacedBy: "c" },
      { kind: "registered", hotkey: "c", uid: 1 },
    ]);
  });

  it("names a hotkey swap: the owner and the last update stay", () => {
    const before = snapshot([{ hotkey: "a", coldkey: "owner", lastUpdate: 7 }]);
    const after = snapshot([{ hotkey: "b", coldkey: "owner", lastUpdate: 7 }]);
    expect(findChanges(before, after)).to.deep.equal([
      { kind: "hotkey-swapped", uid: 0, from: "a", to: "b" },
    ]);
  });

  it("takes a new registration by the same owner for no swap", () => {
    const before = snapshot([{ hotkey: "a", coldkey: "owner", lastUpdate: 7 }]);
    const after = snapshot([{ hotkey: "b", coldkey: "owner", lastUpdate: 99 }]);
    expect(findChanges(before, after).map(({ kind }) => kind)).to.deep.equal(["deregistered", "registered"]);
  });

  it("names new uids after a trim", () => {
    const changes = findChanges(snapshot(["a", "b", "c"]), snapshot(["a", "c"]));
    expect(changes).to.deep.equal([
      { kind: "deregistered", hotkey: "b", uid: 1, replacedBy: "c" },
      { kind: "renumbered", hotkey: "c", from: 2, to: 1 },
    ]);
  });

  it("accounts for everybody who came or went, between any two snapshots", () => {
    const members = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"));
    fc.assert(
      fc.property(members, members, (before, after) => {
        const changes = findChanges(snapshot(before), snapshot(after));
        const gone = changes.flatMap((change) =>
          change.kind === "deregistered"
            ? [change.hotkey]
            : change.kind === "hotkey-swapped"
              ? [change.from]
              : [],
        );
        expect(gone).to.have.members(before.filter((hotkey) => !after.includes(hotkey)));
      }),
    );
  });
});

function snapshot(neurons: readonly (string | Partial<Neuron>)[]): Snapshot {
  return {
    netuid: 1,
    genesisHash: "0x00",
    block: 1,
    source: "storage",
    stakeMeasure: "alpha",
    neurons: neurons.map((given, uid) => neuron(uid, typeof given === "string" ? { hotkey: given } : given)),
  };
}

function neuron(uid: number, overrides: Partial<Neuron>): Neuron {
  return {
    uid,
    hotkey: "h",
    coldkey: "c",
    axon: undefined,
    validatorPermit: false,
    stakeRao: 0n,
    lastUpdate: 1,
    ...overrides,
  };
}
