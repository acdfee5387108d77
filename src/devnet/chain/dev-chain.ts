import type { Clock } from "../../lib/clock.ts";
import type { Logger } from "../../lib/logger.ts";
import { sealRegularly } from "./block-timer.ts";
import { createControls, type Controls } from "./controls.ts";
import type { VerifySignature } from "./extrinsics/validate.ts";
import { createFaults, type Faults } from "./faults.ts";
import { standInLabel } from "./label.ts";
import type { Block } from "./machine/block.ts";
import { Chain } from "./machine/chain.ts";
import { Gate } from "./rpc/gate.ts";
import { RpcServer } from "./rpc/server.ts";
import { loadRuntime } from "./runtime/runtime.ts";
import { completeSubnet, defaultSettings, type DevChainSettings } from "./settings.ts";
import { genesisState, withNewSubnet, type ChainState } from "./state/chain-state.ts";
import { createStorageCache } from "./storage/storage-cache.ts";

export interface DevChainDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Checks signatures, so that this folder needs no cryptography of its own. */
  readonly verify: VerifySignature;
}

/** A running stand-in for the chain. */
export interface DevChain extends Controls {
  /** Where clients connect: `ws://127.0.0.1:…`. */
  readonly url: string;
  readonly faults: Faults;
  /** The latest block, with the state after it. */
  readonly head: Block;
  readonly finalized: Block;
  /** How many clients are connected. */
  readonly connections: number;
  /** Seals this many blocks, one without a number, and returns the last. */
  seal(count?: number): Promise<Block>;
  /** Ends the blocks, the connections and the server. May be called twice. */
  stop(): Promise<void>;
}

/**
 * Starts an in-memory stand-in for the subtensor chain on 127.0.0.1: real metadata, real transactions with real
 * signatures, the calls that a neuron makes. For demos and tests; it is no chain and says so by its name. Throws
 * LOCKED when the port is taken.
 *
 * @example
 * const chain = await startDevChain({ subnets: [{ netuid: 46 }], blockTimeMs: 1_000 }, { clock, logger, verify });
 * chain.register({ netuid: 46, hotkey, coldkey, stakeRao: 5_000n * raoPerTao });
 */
export async function startDevChain(
  overrides: Partial<DevChainSettings>,
  deps: DevChainDeps,
): Promise<DevChain> {
  const settings = { ...defaultSettings, ...overrides };
  const runtime = await loadRuntime(settings.runtime);
  const chain = new Chain(deps, { ...settings, runtime, state: initialState(settings) });
  const gate = new Gate(deps.clock);
  const context = { chain, storageOf: createStorageCache() };
  const server = new RpcServer({ context, gate, logger: deps.logger }, settings.port);
  await server.listen();
  const stopping = new AbortController();
  const beating = startBlocks(chain, settings, deps, stopping.signal);
  deps.logger.info("Devnet chain listens", { url: server.url, chain: standInLabel });
  return {
    ...createControls(chain),
    url: server.url,
    faults: createFaults({ chain, gate, server }),
    get head() {
      return chain.head;
    },
    get finalized() {
      return chain.finalized;
    },
    get connections() {
      return server.connections;
    },
    seal: (count = 1) => Promise.resolve().then(() => sealBlocks(chain, count)),
    stop: async () => {
      stopping.abort();
      gate.open();
      await Promise.all([beating, server.stop()]);
    },
  };
}

function initialState({ endowed, endowmentRao, subnets }: DevChainSettings): ChainState {
  return subnets.reduce(
    (state, subnet) => withNewSubnet(state, completeSubnet(subnet), 0),
    genesisState(endowed, endowmentRao),
  );
}

async function startBlocks(
  chain: Chain,
  { blockTimeMs }: DevChainSettings,
  { clock, logger }: DevChainDeps,
  signal: AbortSignal,
): Promise<void> {
  if (blockTimeMs === "on demand") return;
  await sealRegularly({ clock, logger, intervalMs: blockTimeMs, seal: () => chain.seal() }, signal);
}

function sealBlocks(chain: Chain, count: number): Block {
  for (let sealed = 1; sealed < count; sealed += 1) chain.seal();
  return chain.seal();
}
