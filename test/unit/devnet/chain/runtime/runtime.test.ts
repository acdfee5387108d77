import { expandMetadata, Metadata, TypeRegistry } from "@polkadot/types";
import { expect } from "chai";
import type { RuntimeName } from "../../../../../src/devnet/chain/runtime/profiles.ts";
import { loadRuntime } from "../../../../../src/devnet/chain/runtime/runtime.ts";
import { apiTypes } from "../../../../../src/devnet/chain/runtime-api/types.ts";

const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

describe(loadRuntime.name, () => {
  it("reads the version out of each metadata", async () => {
    const names: RuntimeName[] = ["mainnet-219", "testnet-233", "assembled-425"];
    const runtimes = await Promise.all(names.map((name) => loadRuntime(name)));
    expect(runtimes.map(({ specVersion }) => specVersion)).to.deep.equal([219, 233, 425]);
    expect(runtimes.map(({ transactionVersion }) => transactionVersion)).to.deep.equal([1, 1, 1]);
  });

  it("keeps metadata without a word of documentation", async () => {
    const { metadata } = await loadRuntime("mainnet-219");
    expect(JSON.stringify(metadata.toJSON())).to.not.match(/"docs":\["/);
  });

  it("assembles calls in the bytes of spec 425", async () => {
    const { registry, metadata } = await loadRuntime("assembled-425");
    const { tx } = expandMetadata(registry, metadata);
    const call = tx["subtensorModule"]?.["registerLimit"]?.(42, bob, 500_000_000);
    expect(call?.toHex()).to.equal(
      "0x07862a008eaf04151687736326c9fea17e25fc5287613693c912909cb226aa4794f26a480065cd1d00000000",
    );
  });

  it("describes its runtime APIs in version 15, with every other call as it was", async () => {
    const { metadataBytes } = await loadRuntime("assembled-425");
    const [old, described] = [14, 15].map(
      (version) => new Metadata(new TypeRegistry(), metadataBytes.get(version) ?? new Uint8Array()),
    );
    const apis = described?.asLatest.apis.map(({ name }) => name.toString());
    expect(apis).to.include.members([
      "NeuronInfoRuntimeApi",
      "SubnetInfoRuntimeApi",
      "TransactionPaymentApi",
    ]);
    const pallets = (metadata: Metadata | undefined) => JSON.stringify(metadata?.asLatest.pallets.toJSON());
    expect(pallets(described)).to.equal(pallets(old));
  });
});

describe("SelectiveMetagraph", () => {
  it("has its fields at the places by which clients ask for them", () => {
    const fields = Object.keys(apiTypes["SelectiveMetagraph"] ?? {});
    const places = [0, 7, 8, 30, 36, 52, 53, 55, 57, 59, 66, 69, 73].map((place) => fields[place]);
    expect(fields).to.have.length(74);
    expect(places).to.deep.equal([
      "netuid",
      "block",
      "tempo",
      "num_uids",
      "immunity_period",
      "hotkeys",
      "coldkeys",
      "axons",
      "validator_permit",
      "last_update",
      "block_at_registration",
      "total_stake",
      "commitments",
    ]);
  });
});
