import { expect } from "chai";
import { withSubnet, genesisState } from "../../../../../src/devnet/chain/state/chain-state.ts";
import { loadRuntime } from "../../../../../src/devnet/chain/runtime/runtime.ts";
import type { StorageView } from "../../../../../src/devnet/chain/storage/item.ts";
import { Storage } from "../../../../../src/devnet/chain/storage/storage.ts";
import { createSubnet } from "../state/subnets.ts";

const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";
const pallet = "0x658faa385070e074c85bf6b568cf0555";
const bobKey =
  "4f9aea1afa791265fae359272badc1cf8eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a48";

describe(Storage.name, () => {
  let storage: Storage;

  before(async () => {
    storage = new Storage(await loadRuntime("mainnet-219"));
  });

  /** Keys of netuid 42 as the chain computes them (facts: bittensor 3.5). */
  const keys: [string, string][] = [
    ["Axons", `${pallet}b4e0c7b1d5f74994fcd58c28ab601fec2a00${bobKey}`],
    ["Uids", `${pallet}aab1b4e78e1ea8305462ee53b3686dc82a00${bobKey}`],
    ["Keys", `${pallet}9f99a2ce711f3a31b2fc05604c93f1792a000000`],
    ["Owner", `${pallet}eca6b7a1fdc9f689184ecb4f359c0518${bobKey}`],
    ["ServingRateLimit", `${pallet}1fbba053865c94fcc1b417b41cc9e63a2a00`],
    ["LastUpdate", `${pallet}696e262a16e52255a69d8acd793541462a00`],
    ["ValidatorPermit", `${pallet}56af5b07ace59da2c9d7f0d48bc931432a00`],
    ["IsNetworkMember", `${pallet}ea6aa4e81a33d2c120ef55203e0eb560${bobKey}2a00`],
    [
      "CommitmentOf",
      `0xca407206ec1ab726b2636c4b145ac287419a60ae8b01e6dcaebd7317e43c69bf2a00a647e755c30521d3${bobKey.slice(32)}`,
    ],
  ];
  for (const [name, key] of keys) {
    it(`lists and finds ${name} under the chain's own key`, () => {
      expect(storage.getKeys(view(), key.slice(0, 66))).to.deep.equal([key]);
      expect(storage.find(view(), key)).to.match(/^0x/);
    });
  }

  it("writes an axon in the 34 bytes of the chain", () => {
    const [, key = ""] = keys[0] ?? [];
    expect(storage.find(view(), key)).to.equal(
      "0x6ad7630000000000509e9800077100cb0000000000000000000000009b1f04040000",
    );
  });

  it("finds nothing under keys that are unknown, cut short or too long", () => {
    const [, key = ""] = keys[1] ?? [];
    for (const wrong of ["0x", "0x3a636f6465", key.slice(0, -2), `${key}00`, `0x${"00".repeat(40)}`]) {
      expect(storage.find(view(), wrong)).to.equal(undefined);
    }
  });

  it("lists every key of a pallet in order, each with a value", () => {
    const found = storage.getKeys(view(), pallet);
    expect(found).to.deep.equal([...found].sort());
    expect(found.every((key) => storage.find(view(), key) !== undefined)).to.equal(true);
  });
});

function view(): StorageView {
  const axon = {
    block: 6_543_210,
    version: 10_002_000,
    ip: 3_405_803_783n,
    port: 8091,
    ipType: 4,
    protocol: 4,
    placeholder1: 0,
    placeholder2: 0,
  };
  const subnet = {
    ...createSubnet([{ hotkey: bob, coldkey: bob }]),
    netuid: 42,
    owner: bob,
    axons: new Map([[bob, axon]]),
    commitments: new Map([[bob, { block: 1, info: { fields: [] } }]]),
  };
  const state = { ...withSubnet(genesisState([bob], 1n), subnet), owners: new Map([[bob, bob]]) };
  const block = { number: 1, parentHash: `0x${"00".repeat(32)}`, timestampMs: 1, events: Uint8Array.of(0) };
  return { state, ...block, extrinsicCount: 1, hashOf: () => undefined };
}
