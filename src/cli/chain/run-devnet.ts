import { raoPerTao } from "../../devnet/chain/state/account.ts";
import { NeuronError } from "../../lib/errors.ts";
import { summarizeWallet } from "../../wallet/list-wallets.ts";
import { untilStopped, type Call, type Result } from "../command.ts";
import { quoted } from "../text.ts";
import { selectedWallet } from "../wallet/selection.ts";
import { startLocalChain } from "./local-chain.ts";

/** Where nodes of the real chain listen too. */
const usualPort = 9_944;
const highestPort = 65_535;
const blockTimeMs = 1_000;
const fundsTao = 100n;
/** Chains refuse loopback addresses, and nobody connects to this one. */
const announcedAddress = "10.0.0.1";

/**
 * Runs a local chain on which the wallet's coldkey has money, and says how to mine on it, until told to stop. Throws
 * WALLET_NOT_FOUND without a coldkey to fund, LOCKED when the port is taken.
 */
export async function runDevnet(call: Call): Promise<Result> {
  const { shell, config, print } = call;
  const coldkey = await coldkeyAddress(call);
  const chain = await startLocalChain(call, { blockTimeMs, port: portOf(call) });
  try {
    chain.fund(coldkey, fundsTao * raoPerTao);
    const chainFlags = `--netuid ${config.settings.subtensor.netuid} --subtensor.network ${chain.url}`;
    const onIt = [chainFlags, ...walletFlags(call)].join(" ");
    print(`Local chain at ${chain.url}, a stand-in for the real one; it forgets everything when it stops`);
    print(`The coldkey ${coldkey} has ${fundsTao} TAO on it. To try a miner, in another terminal:`);
    print(`  npx neuron register ${onIt} --max-burn 2`);
    print(`  npx neuron miner ${onIt} --axon.external_ip ${announcedAddress} --axon.allow_private true`);
    await untilStopped(shell);
    return { url: chain.url, coldkey };
  } finally {
    await chain.stop();
  }
}

/** The wallet as it was given: what the settings say by themselves they say elsewhere, too. */
function walletFlags({ config }: Pick<Call, "config">): string[] {
  return config.values.flatMap(({ named, origin, value }) =>
    named.key.startsWith("wallet.") && origin.startsWith("flag ") && typeof value === "string"
      ? [`--${named.flag ?? named.key} ${quoted(value)}`]
      : [],
  );
}

async function coldkeyAddress(call: Call): Promise<string> {
  const wallet = selectedWallet(call);
  const { coldkey } = await summarizeWallet(wallet);
  if (coldkey?.address !== undefined) return coldkey.address;
  throw new NeuronError(
    "WALLET_NOT_FOUND",
    `${wallet.walletPath} has no coldkey ${wallet.name}; make one with: neuron wallet create`,
    { context: { wallet: wallet.name } },
  );
}

function portOf({ options }: Pick<Call, "options">): number {
  const port = Number(options["port"] ?? usualPort);
  if (Number.isInteger(port) && port >= 0 && port <= highestPort) return port;
  throw new NeuronError("USAGE_INVALID", `--port is a number from 0 to ${highestPort}`);
}
