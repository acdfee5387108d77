import { NeuronError } from "../../lib/errors.ts";
import { keyFrom } from "../../wallet/key-source.ts";
import { findSecretFile } from "../../wallet/keyfile/read-file.ts";
import { refuseExistingKeys, saveKeys } from "../../wallet/save-keys.ts";
import type { Call, Result } from "../command.ts";
import { reportSaved } from "./create.ts";
import { findNewPassword } from "./new-passwords.ts";
import { absolutePath, findKeyRole, selectedWallet } from "./selection.ts";

/** Writes the key of a mnemonic or a seed, which is never taken from the command line: every user can read that. */
export async function importKey(call: Call): Promise<Result> {
  const role = findKeyRole(call);
  if (role === undefined) throw new NeuronError("USAGE_INVALID", "--key coldkey or --key hotkey is missing");
  const wallet = selectedWallet(call);
  await refuseExistingKeys(wallet, [role]);
  const origin = keyFrom(await secretText(call, role));
  const password = await findNewPassword(call, role, wallet);
  const saved = await saveKeys(wallet, [{ role, origin, ...(password && { password }) }], {
    progress: call.tools.progress,
    signal: call.shell.signal,
  });
  reportSaved(call, saved);
  return { wallet: wallet.name, keys: saved };
}

async function secretText({ options, shell, tools }: Call, role: string): Promise<string> {
  const given = options["from-file"];
  if (typeof given !== "string") return shell.prompt.askSecret(`Mnemonic or seed of the ${role}: `);
  const path = absolutePath(given, shell);
  const content = await findSecretFile(path, tools.logger);
  if (content !== undefined) return content.toString("utf8");
  throw new NeuronError("USAGE_INVALID", `There is no file ${path}`, { context: { path } });
}
