import { join } from "node:path";
import { ChainClient, defaultChainTimes } from "../../src/chain/chain-client.ts";
import { Metagraph, defaultMetagraphTimes } from "../../src/chain/metagraph/metagraph.ts";
import { encodeParameters } from "../../src/chain/metagraph/selective.ts";
import { hasSubnet } from "../../src/chain/registration/registered.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import { startTestChain } from "../support/devnet.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { median, timed, type Bench } from "./bench.ts";
import { never } from "./bench-network.ts";

const netuid = 46;
const neurons = 256;
const refreshes = 15;
const call = "SubnetInfoRuntimeApi_get_selective_metagraph";

/** A refresh of 256 neurons, kept on disk, against the same RPC calls and the library's decoding of the answer. */
export const metagraphRefresh: Bench = {
  name: "metagraph.refresh_vs_raw",
  target: { atMost: 1.5 },
  measure: async () => {
    const dev = await startTestChain({ runtime: "assembled-425", subnets: [{ netuid }] });
    const directory = await makeTempDir();
    const deps = { clock: systemClock(), logger: silentLogger() };
    const chain = new ChainClient(deps, { endpoints: [dev.url], ...defaultChainTimes });
    try {
      for (let index = 0; index < neurons; index += 1) {
        const { address } = signerFromUri(`//Neuron${index}`);
        dev.register({ netuid, hotkey: address, coldkey: address });
      }
      await dev.seal();
      await chain.start(never);
      const metagraph = new Metagraph(
        { ...deps, chain },
        { netuid, file: join(directory, "metagraph.json"), ...defaultMetagraphTimes },
      );
      const [ours, raw]: [number[], number[]] = [[], []];
      for (let refresh = 0; refresh < refreshes; refresh += 1) {
        raw.push(await timed(() => readRaw(chain)));
        ours.push(await timed(() => metagraph.refresh()));
      }
      return median(ours) / median(raw);
    } finally {
      await chain.stop();
      await dev.stop();
      await removeTempDir(directory);
    }
  },
};

async function readRaw(chain: ChainClient): Promise<unknown> {
  const view = await chain.finalized();
  await hasSubnet(view, netuid);
  const answer = await view.callApi(call, encodeParameters(netuid));
  const type = view.runtime.findApiResultType("subnetInfoRuntimeApi", "getSelectiveMetagraph");
  if (type === undefined) throw new Error("The runtime does not offer the selective metagraph");
  return view.runtime.registry.createTypeUnsafe(type, [answer]).toJSON();
}
