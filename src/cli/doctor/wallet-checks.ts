import { stat } from "node:fs/promises";
import { walletFiles } from "../../wallet/layout.ts";
import { summarizeWallet } from "../../wallet/list-wallets.ts";
import type { Call } from "../command.ts";
import { selectedWallet } from "../wallet/selection.ts";
import { attempt, fail, pass, warn, type Check } from "./check.ts";

/** The keys of the configured wallet, as far as they are known without a password. */
export interface KnownKeys {
  readonly hotkey: string | undefined;
  readonly coldkey: string | undefined;
}

/** Checks the wallet, and returns its addresses for what follows. */
export async function checkWallet(call: Call): Promise<{ checks: Check[]; keys: KnownKeys }> {
  const selection = selectedWallet(call);
  const fix = "neuron wallet list shows what there is; neuron wallet create makes one";
  // A new key would not be the one that is registered.
  const restore =
    "Put its file back, or make it anew from its mnemonic: move a damaged file away, then neuron wallet import --key hotkey";
  let keys: KnownKeys = { hotkey: undefined, coldkey: undefined };
  const hotkey = await attempt({ name: "hotkey", fix }, async () => {
    const wallet = await summarizeWallet(selection);
    const found = wallet.hotkeys.find(({ name }) => name === selection.hotkey);
    keys = { hotkey: found?.address, coldkey: wallet.coldkey?.address };
    if (found === undefined)
      return fail(
        "hotkey",
        `${selection.walletPath} has no hotkey ${selection.name}/${selection.hotkey}`,
        fix,
      );
    if (found.problem !== undefined) return fail("hotkey", found.problem, restore);
    if (found.encryption === undefined)
      return fail(
        "hotkey",
        `There is only the public file of ${selection.hotkey}: nothing can be signed`,
        restore,
      );
    return pass(
      "hotkey",
      `${found.address ?? "its address is not known without the password"}, ${found.path}`,
    );
  });
  const files = walletFiles(selection);
  const checks = [
    hotkey,
    ...(await checkPermissions("hotkey file", files.hotkey)),
    ...(await checkColdkey(files.coldkey)),
  ];
  return { checks, keys };
}

/** Returns whether a secret file with this mode is the owner's alone. */
export function judgePermissions(name: string, path: string, mode: number): Check {
  const bits = (mode & 0o777).toString(8).padStart(3, "0");
  if ((mode & 0o077) === 0) return pass(name, `${path} is readable by its owner alone (${bits})`);
  return warn(name, `${path} is readable by others (${bits})`, `chmod 600 ${path}`);
}

async function checkPermissions(name: string, path: string): Promise<Check[]> {
  const stats = await stat(path).catch(() => undefined);
  return stats === undefined ? [] : [judgePermissions(name, path, stats.mode)];
}

/** The neuron never needs it: where it is not, it cannot be taken. */
async function checkColdkey(path: string): Promise<Check[]> {
  const stats = await stat(path).catch(() => undefined);
  if (stats === undefined) return [pass("coldkey", "Is not on this machine, which is best")];
  return [
    warn(
      "coldkey",
      `${path} is on this machine; the neuron runs without it`,
      "Keep it elsewhere, and coldkeypub.txt here",
    ),
  ];
}
