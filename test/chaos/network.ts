import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createDendrite, type Dendrite } from "../../src/dendrite/dendrite.ts";
import type { Target } from "../../src/dendrite/target.ts";
import type { DevChain } from "../../src/devnet/chain/dev-chain.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { btauthScheme } from "../../src/protocol/btauth/scheme.ts";
import { newKey } from "../../src/wallet/key-source.ts";
import { saveKeys } from "../../src/wallet/save-keys.ts";
import { signerFromUri } from "../../src/wallet/secret-uri.ts";
import { startTestChain } from "../support/devnet.ts";

const netuid = 46;
const blockTimeMs = 1_000;
const stakeRao = 5_000_000_000_000n;
/** One attempt only: a request that fails is to be seen. */
const patience = { maxAttempts: 1, connectionsPerTarget: 128, maxConcurrent: 1_024, maxConnections: 131_072 };

/** A chain with a neuron and a validator on it, and the validator's means to ask. */
export interface DevNetwork {
  readonly chain: DevChain;
  readonly dendrite: Dendrite;
  readonly target: Target;
  /** The neuron's settings of chain, wallet and port. */
  readonly args: readonly string[];
  stop(): Promise<void>;
}

/** Starts a chain and registers both. */
export async function startDevNetwork(root: string): Promise<DevNetwork> {
  const chain = await startTestChain({ blockTimeMs, subnets: [{ netuid }] });
  const wallet = { walletPath: join(root, "wallets"), name: "miner", hotkey: "default" };
  const keys = (["coldkey", "hotkey"] as const).map((role) => ({ role, origin: newKey(12) }));
  const saved = await saveKeys(wallet, keys, {
    progress: silentProgress(),
    signal: new AbortController().signal,
  });
  const [coldkey = "", hotkey = ""] = saved.map(({ address }) => address);
  chain.register({ netuid, hotkey, coldkey });
  const validator = signerFromUri("//Validator");
  chain.register({ netuid, hotkey: validator.address, coldkey: validator.address, stakeRao });
  chain.endEpoch(netuid);
  const port = await freePort();
  const dendrite = createDendrite({
    signer: validator,
    scheme: btauthScheme,
    clock: systemClock(),
    logger: silentLogger(),
    settings: patience,
  });
  return {
    chain,
    dendrite,
    target: { host: "127.0.0.1", port, hotkey },
    args: [
      ...["--netuid", String(netuid), "--subtensor.chain_endpoint", chain.url],
      ...["--wallet.path", wallet.walletPath, "--wallet.name", wallet.name],
      ...["--axon.host", "127.0.0.1", "--axon.port", String(port), "--control.port", "0"],
      ...["--axon.external_ip", "10.0.0.1", "--axon.allow_private", "true"],
    ],
    stop: async () => {
      await dendrite.close();
      await chain.stop();
    },
  };
}

/** The neuron comes back to the same port after each kill. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  // True for a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
