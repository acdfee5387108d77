import { existsSync } from "node:fs";
import { join } from "node:path";
import { readRegistrationPlan, register } from "../../chain/registration/register.ts";
import type { Settings } from "../../config/settings.ts";
import type { DevChain } from "../../devnet/chain/dev-chain.ts";
import { raoPerTao } from "../../devnet/chain/state/account.ts";
import { newKey } from "../../wallet/key-source.ts";
import { walletFiles } from "../../wallet/layout.ts";
import { openColdkey, openHotkey } from "../../wallet/open-wallet.ts";
import { saveKeys } from "../../wallet/save-keys.ts";
import type { HotkeySigner } from "../../wallet/signer.ts";
import { startLocalChain } from "../chain/local-chain.ts";
import { withChain } from "../chain/with-chain.ts";
import type { Call } from "../command.ts";
import { selectedWallet, walletTools } from "../wallet/selection.ts";

const blockTimeMs = 1_000;
/** Chains refuse loopback addresses. Nobody connects to this one: the demo's validator is told where the axon listens. */
const announcedAddress = "10.0.0.1";
const pocketMoneyRao = 10n * raoPerTao;
const validatorStakeRao = 5_000n * raoPerTao;

/** The demo's neurons: each a call as it would be made by that neuron's operator. */
export interface DemoNeurons {
  readonly miner: Call;
  readonly validator: Call;
}

/**
 * Runs work on a local chain, a stand-in for the real one, on which the demo's hotkey is registered the way it would
 * be there, beside a validator. The wallets stay below the data directory.
 */
export async function onDemoChain<Result>(
  call: Call,
  work: (neurons: DemoNeurons) => Promise<Result>,
): Promise<Result> {
  const chain = await startLocalChain(call, { blockTimeMs });
  try {
    call.print(`Local chain at ${chain.url}, a stand-in for the real one`);
    const validator = withWallet(call, { wallet: "demo-validator", chainUrl: chain.url });
    await addValidator(validator, chain);
    const miner = withWallet(call, { wallet: "demo-miner", chainUrl: chain.url });
    await registerMiner(miner, chain);
    return await work({ miner, validator });
  } finally {
    await chain.stop();
  }
}

function withWallet(call: Call, { wallet, chainUrl }: { wallet: string; chainUrl: string }): Call {
  const { settings } = call.config;
  const path = join(settings.dataDir, "demo-wallets");
  const demo: Settings = {
    ...settings,
    subtensor: { ...settings.subtensor, chainEndpoint: [chainUrl] },
    wallet: { ...settings.wallet, path, name: wallet, hotkey: "default" },
    axon: { ...settings.axon, externalIp: announcedAddress, allowPrivate: true },
    // Nobody waits a hundred blocks for a demo.
    validator: { ...settings.validator, epochLength: 0 },
  };
  return { ...call, config: { ...call.config, settings: demo } };
}

/** As an operator registers: the coldkey pays what the chain asks. */
async function registerMiner(call: Call, chain: DevChain): Promise<void> {
  const { netuid } = call.config.settings.subtensor;
  const hotkey = await openDemoHotkey(call);
  const coldkey = await openColdkey(selectedWallet(call), walletTools(call));
  try {
    chain.fund(coldkey.address, pocketMoneyRao);
    const request = { netuid, hotkey: hotkey.address, coldkey: coldkey.address, maxBurnRao: undefined };
    const uid = await withChain(call, async (connected) => {
      const plan = await readRegistrationPlan(connected, request);
      return register(connected, { plan, request, coldkey });
    });
    call.print(`Registered ${hotkey.address} on subnet ${netuid} as uid ${uid}`);
  } finally {
    coldkey.forget();
    hotkey.forget();
  }
}

async function addValidator(call: Call, chain: DevChain): Promise<void> {
  const { netuid } = call.config.settings.subtensor;
  const hotkey = await openDemoHotkey(call);
  const uid = chain.register({
    netuid,
    hotkey: hotkey.address,
    coldkey: hotkey.address,
    stakeRao: validatorStakeRao,
  });
  chain.endEpoch(netuid);
  call.print(`A validator, ${hotkey.address}, is on it as uid ${uid}`);
  hotkey.forget();
}

/** Makes the demo's keys the first time; they are worth nothing and not encrypted. */
async function openDemoHotkey(call: Call): Promise<HotkeySigner> {
  const wallet = selectedWallet(call);
  if (!existsSync(walletFiles(wallet).hotkey)) {
    const keys = (["coldkey", "hotkey"] as const).map((role) => ({ role, origin: newKey(12) }));
    await saveKeys(wallet, keys, { progress: call.tools.progress, signal: call.shell.signal });
  }
  return openHotkey(wallet, walletTools(call));
}
