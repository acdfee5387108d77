import type { ApiPromise } from "@polkadot/api";
import { TypeRegistry } from "@polkadot/types";
import type { Codec } from "@polkadot/types-codec/types";
import { hexToU8a } from "@polkadot/util";
import { expect } from "chai";
import { startDevChain, type DevChain } from "../../../src/devnet/chain/dev-chain.ts";
import type { RuntimeName } from "../../../src/devnet/chain/runtime/profiles.ts";
import { apiTypes } from "../../../src/devnet/chain/runtime-api/types.ts";
import {
  connectClient,
  devKey,
  makeCall,
  readItem,
  sendAndSeal,
  startTestChain,
} from "../../support/devnet.ts";

const tao = 1_000_000_000n;

describe(`${startDevChain.name}: a subnet's neurons`, () => {
  it("are the same through the typed APIs as in storage", async () => {
    await using it = await connected("assembled-425");
    const lite = toRows(await callApi(it.api, "neuronInfoRuntimeApi", "getNeuronsLite", 1));
    const graph = (
      await callApi(it.api, "subnetInfoRuntimeApi", "getSelectiveMetagraph", 1, [52, 53, 55, 57, 59, 66, 69])
    ).toJSON() as Record<string, unknown[]>;
    const read = async (item: string) => (await readItem(it.api, "subtensorModule", item, 1)).toJSON();
    expect(lite.map(({ hotkey }) => hotkey)).to.deep.equal(it.hotkeys);
    expect(graph["hotkeys"]).to.deep.equal(it.hotkeys);
    expect(graph["axons"]?.[1]).to.deep.equal(lite[1]?.["axonInfo"]);
    expect(graph["totalStake"]).to.deep.equal([5_000_000_000, 0, 0]);
    for (const [item, key, field] of [
      ["validatorPermit", "validatorPermit", "validatorPermit"],
      ["lastUpdate", "lastUpdate", "lastUpdate"],
    ] as const) {
      expect(await read(item)).to.deep.equal(graph[key]);
      expect(lite.map((neuron) => neuron[field])).to.deep.equal(graph[key]);
    }
    expect(graph["burn"]).to.equal(null);
  });

  it("come as bytes within bytes from the older runtime, read to the last one", async () => {
    await using it = await connected("mainnet-219");
    const call = (name: string, input: string) =>
      it.api.rpc.state.call(`NeuronInfoRuntimeApi_${name}`, input);
    const registry = new TypeRegistry();
    registry.register(apiTypes);
    // The client has taken one length off; the bytes of a vector have another one.
    const inner = registry.createType("Bytes", (await call("get_neurons_lite", "0x0100")).toU8a(true));
    const neurons = registry.createTypeUnsafe("Vec<NeuronInfoLite>", [inner.toU8a(true)]);
    expect(neurons.encodedLength).to.equal(inner.toU8a(true).length);
    expect(toRows(neurons).map(({ hotkey }) => hotkey)).to.deep.equal(it.hotkeys);
    expect(hexToU8a((await call("get_neuron_lite", "0x01006300")).toHex())).to.deep.equal(Uint8Array.of(0));
  });

  it("are none, or absent, on a subnet that does not exist", async () => {
    await using it = await connected("assembled-425");
    expect((await callApi(it.api, "neuronInfoRuntimeApi", "getNeuronsLite", 7)).toJSON()).to.deep.equal([]);
    expect((await callApi(it.api, "neuronInfoRuntimeApi", "getNeuronLite", 1, 99)).toJSON()).to.equal(null);
    const graph = await callApi(it.api, "subnetInfoRuntimeApi", "getSelectiveMetagraph", 7, [52]);
    expect(graph.toJSON()).to.equal(null);
  });
});

/** A subnet of one validator with stake and two miners, of whom the first has announced itself. */
async function connected(runtime: RuntimeName) {
  const chain: DevChain = await startTestChain({ runtime });
  const api = await connectClient(chain.url);
  const hotkeys = ["//validator", "//miner", "//idle"].map((uri) => devKey(uri).address);
  hotkeys.forEach((hotkey, uid) => {
    chain.register({
      netuid: 1,
      hotkey,
      coldkey: devKey("//Alice").address,
      stakeRao: uid === 0 ? 5n * tao : 0n,
    });
  });
  chain.endEpoch(1);
  await chain.seal(3);
  await sendAndSeal(
    chain,
    api,
    makeCall(api, "subtensorModule", "serveAxon", 1, 1, 99, 1, 4, 4, 0, 0),
    devKey("//miner"),
  );
  const stop = async () => {
    await api.disconnect();
    await chain.stop();
  };
  return { chain, api, hotkeys, [Symbol.asyncDispose]: stop };
}

async function callApi(api: ApiPromise, name: string, method: string, ...args: unknown[]): Promise<Codec> {
  const call = api.call[name]?.[method];
  if (call === undefined) throw new Error(`The runtime offers no ${name}.${method}`);
  return await call(...args);
}

function toRows(neurons: Codec): Record<string, unknown>[] {
  return neurons.toJSON() as Record<string, unknown>[];
}
