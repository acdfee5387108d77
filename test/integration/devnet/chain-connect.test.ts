import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import type { ApiPromise } from "@polkadot/api";
import type { Codec } from "@polkadot/types-codec/types";
import { expect } from "chai";
import { startDevChain, type DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import type { RuntimeName } from "../../../src/devnet/chain/runtime/profiles.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import {
  ask,
  collect,
  connectClient,
  getItem,
  readItem,
  refusalOf,
  startTestChain,
  verifySignature,
} from "../../support/devnet.ts";
import { codeOf } from "../../support/errors.ts";

const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const bob = "5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty";

describe(`${startDevChain.name}: a real client`, () => {
  const runtimes: [RuntimeName, number][] = [
    ["mainnet-219", 219],
    ["testnet-233", 233],
    ["assembled-425", 425],
  ];
  for (const [runtime, specVersion] of runtimes) {
    it(`connects to ${runtime} and reads storage by name`, async () => {
      await using it = await connected(runtime);
      const { api, chain } = it;
      chain.register({ netuid: 1, hotkey: bob, coldkey: alice, stakeRao: 5n });
      await chain.seal(3);
      const read = (item: string, ...args: unknown[]) => readItem(api, "subtensorModule", item, ...args);
      expect(api.runtimeVersion.specVersion.toNumber()).to.equal(specVersion);
      expect((await read("uids", 1, bob)).toJSON()).to.equal(0);
      expect((await read("keys", 1, 0)).toString()).to.equal(bob);
      expect((await read("owner", bob)).toString()).to.equal(alice);
      expect((await read("axons", 1, bob)).toJSON()).to.equal(null);
      expect((await api.rpc.chain.getHeader()).number.toNumber()).to.equal(3);
    });
  }

  it("is told at once that it speaks to a stand-in", async () => {
    await using it = await connected("mainnet-219");
    const label = "subnet-neuron devnet (stand-in)";
    expect((await it.api.rpc.system.chain()).toString()).to.equal(label);
    expect((await it.api.rpc.system.name()).toString()).to.equal(label);
    expect(it.chain.url).to.match(/^ws:\/\/127\.0\.0\.1:\d+$/);
  });

  it("gets the metadata of the real runtime, byte for byte as it is kept", async () => {
    await using it = await connected("mainnet-219");
    const file = new URL(
      "../../../../src/devnet/chain/runtime/metadata/mainnet-219.scale.gz",
      import.meta.url,
    );
    const kept = gunzipSync(await readFile(file));
    expect((await it.api.rpc.state.getMetadata()).toHex()).to.equal(`0x${kept.toString("hex")}`);
  });

  it("follows new and finalized heads, finality behind", async () => {
    await using it = await connected("mainnet-219", 2);
    const heads = collect<number>(5);
    const finalized = collect<number>(3);
    await it.api.rpc.chain.subscribeNewHeads(({ number }) => heads.add(number.toNumber()));
    await it.api.rpc.chain.subscribeFinalizedHeads(({ number }) => finalized.add(number.toNumber()));
    await it.chain.seal(4);
    expect(await heads.all).to.deep.equal([0, 1, 2, 3, 4]);
    expect(await finalized.all).to.deep.equal([0, 1, 2]);
  });

  it("is told of a storage item when, and only when, it changes", async () => {
    await using it = await connected("mainnet-219");
    const seen = collect<string>(3);
    await getItem(it.api, "subtensorModule", "uids")(1, bob, (uid: Codec) => seen.add(uid.toString()));
    await it.chain.seal();
    it.chain.register({ netuid: 1, hotkey: bob, coldkey: alice });
    await it.chain.seal(2);
    it.chain.dissolve(1);
    await it.chain.seal();
    expect(await seen.all).to.deep.equal(["", "0", ""]);
  });

  it("pages through the keys of a map", async () => {
    await using it = await connected("mainnet-219");
    for (let index = 0; index < 5; index += 1) {
      const hotkey = it.api.createType("AccountId", new Uint8Array(32).fill(index + 1)).toString();
      it.chain.register({ netuid: 1, hotkey, coldkey: alice });
    }
    const uids = getItem(it.api, "subtensorModule", "uids");
    const first = await uids.keysPaged({ args: [1], pageSize: 3 });
    const second = await uids.keysPaged({ args: [1], pageSize: 3, startKey: first.at(-1)?.toHex() ?? "" });
    const keys = [...first, ...second].map((key) => key.toHex());
    expect([first.length, second.length]).to.deep.equal([3, 2]);
    expect(new Set(keys).size).to.equal(5);
  });

  it("reads the state of an earlier block", async () => {
    await using it = await connected("mainnet-219");
    const before = await it.chain.seal();
    await it.chain.seal();
    it.chain.fund(bob, 1n);
    const account = async (hash: string) =>
      (await getItem(await it.api.at(hash), "system", "account")(bob)).toJSON();
    expect(await account(it.chain.head.hash)).to.not.deep.equal(await account(before.hash));
  });
});

describe(`${startDevChain.name}: JSON-RPC`, () => {
  let chain: DevChain;

  before(async () => {
    chain = await startTestChain();
  });

  after(() => chain.stop());

  it("answers an unknown method, a bad parameter and an unknown block by their codes", async () => {
    const nowhere = `0x${"ab".repeat(32)}`;
    expect((await refusalOf(chain.url, "dev_newBlock"))?.code).to.equal(-32_601);
    expect((await refusalOf(chain.url, "state_getStorage", "not hexadecimal"))?.code).to.equal(-32_602);
    expect((await refusalOf(chain.url, "state_getStorage", "0x00", nowhere))?.code).to.equal(4003);
    expect((await refusalOf(chain.url, "state_call", "No_such_api", "0x"))?.code).to.equal(4003);
    expect((await ask(chain.url, "{")).error?.code).to.equal(-32_700);
    expect((await ask(chain.url, "{}")).error?.code).to.equal(-32_600);
  });

  it("refuses a port that is taken with a code", async () => {
    const port = Number(new URL(chain.url).port);
    const deps = { clock: systemClock(), logger: silentLogger(), verify: verifySignature };
    expect(await codeOf(startDevChain({ port }, deps))).to.equal("LOCKED");
  });
});

async function connected(runtime: RuntimeName, finalityLagBlocks = 0) {
  const chain = await startTestChain({ runtime, finalityLagBlocks });
  const api: ApiPromise = await connectClient(chain.url);
  const stop = async () => {
    await api.disconnect();
    await chain.stop();
  };
  return { chain, api, [Symbol.asyncDispose]: stop };
}
