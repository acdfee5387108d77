import { TypeRegistry } from "@polkadot/types";
import { hexToU8a } from "@polkadot/util";
import { expect } from "chai";
import { commitHash } from "../../../../../src/devnet/chain/calls/reveal-weights.ts";

describe(commitHash.name, () => {
  it("is the hash that the chain compares", () => {
    const registry = new TypeRegistry();
    const bob = hexToU8a("0x8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48");
    const hash = commitHash({ hash: (bytes) => registry.hash(bytes).toHex() }, bob, {
      netuid: 42,
      uids: [0, 3, 7],
      values: [65_535, 32_768, 1],
      salt: [11, 22, 33, 44, 55, 66, 77, 88],
      version_key: 1_005_000n,
    });
    expect(hash).to.equal("0x4458f031b9e8115d3f7284afec1a961a9a50328eb0ec88bf9049941e55e1b8f8");
  });
});
