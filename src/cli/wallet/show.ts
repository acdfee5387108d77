import { NeuronError } from "../../lib/errors.ts";
import {
  getWallets,
  summarizeWallet,
  type KeySummary,
  type WalletSummary,
} from "../../wallet/list-wallets.ts";
import type { Call, Result } from "../command.ts";
import { selectedWallet } from "./selection.ts";

/** Lists every wallet with its addresses. */
export async function listWallets(call: Call): Promise<Result> {
  const { walletPath } = selectedWallet(call);
  const wallets = await getWallets(walletPath);
  if (wallets.length === 0) call.print(`There is no wallet in ${walletPath}. Make one: neuron wallet create`);
  for (const wallet of wallets) printWallet(call, wallet);
  return { walletPath, wallets };
}

/** Shows one wallet. */
export async function showWallet(call: Call): Promise<Result> {
  const selection = selectedWallet(call);
  const wallet = await summarizeWallet(selection);
  if (wallet.coldkey === undefined && wallet.hotkeys.length === 0) {
    const { walletPath, name } = selection;
    throw new NeuronError("WALLET_NOT_FOUND", `There is no wallet ${name} in ${walletPath}`, {
      context: { walletPath, name },
    });
  }
  printWallet(call, wallet);
  return { wallet };
}

function printWallet({ print }: Call, { name, coldkey, hotkeys }: WalletSummary): void {
  print(name);
  if (coldkey !== undefined) print(`  coldkey  ${describe(coldkey)}`);
  for (const hotkey of hotkeys) print(`  hotkey ${hotkey.name}  ${describe(hotkey)}`);
}

function describe({ address, encryption, problem, path }: KeySummary): string {
  if (problem !== undefined) return problem;
  return `${address ?? "address not known without the password"}  ${stateOf(encryption)}  ${path}`;
}

function stateOf(encryption: KeySummary["encryption"]): string {
  if (encryption === undefined) return "public only";
  return encryption === "none" ? "not encrypted" : "encrypted";
}
