import { NeuronError } from "../../lib/errors.ts";
import { newKey, type NewKey } from "../../wallet/key-source.ts";
import type { KeyRole } from "../../wallet/layout.ts";
import { refuseExisting, writeNewFile } from "../../wallet/new-file.ts";
import { refuseExistingKeys, saveKeys, type KeyToSave, type SavedKey } from "../../wallet/save-keys.ts";
import { mnemonicWordCounts, type MnemonicWordCount } from "../../wallet/sr25519.ts";
import type { Call, Result } from "../command.ts";
import { findNewPassword } from "./new-passwords.ts";
import { absolutePath, findKeyRole, selectedWallet } from "./selection.ts";

/**
 * Makes new keys. Their mnemonics are shown once, on a terminal, or written to a file of their own; where neither is
 * possible nothing is made.
 */
export async function createKeys(call: Call): Promise<Result> {
  const words = wordCount(call);
  const role = findKeyRole(call);
  const roles: readonly KeyRole[] = role === undefined ? ["coldkey", "hotkey"] : [role];
  const wallet = selectedWallet(call);
  const mnemonicFile = mnemonicFileOf(call);
  await refuseExistingKeys(wallet, roles);
  if (mnemonicFile !== undefined) await refuseExisting([mnemonicFile]);

  const keys: (KeyToSave & { origin: NewKey })[] = [];
  for (const role of roles) {
    const password = await findNewPassword(call, role, wallet);
    keys.push({ role, origin: newKey(words), ...(password && { password }) });
  }
  const lines = keys.map(({ role, origin }) => `${role}: ${origin.mnemonic}\n`);
  if (mnemonicFile !== undefined) await writeNewFile(mnemonicFile, lines.join(""));
  const saved = await saveKeys(wallet, keys, { progress: call.tools.progress, signal: call.shell.signal });
  reportSaved(call, saved);
  if (mnemonicFile === undefined) showMnemonics(call, lines);
  return { wallet: wallet.name, keys: saved, ...(mnemonicFile !== undefined && { mnemonicFile }) };
}

/** Tells people what was written. */
export function reportSaved({ print }: Pick<Call, "print">, saved: readonly SavedKey[]): void {
  for (const { role, address, path, encrypted } of saved) {
    print(`${role.padEnd(7)}  ${address}  ${path} (${encrypted ? "encrypted" : "not encrypted"})`);
  }
}

/** Returns where mnemonics go; undefined for the terminal. Throws USAGE_INVALID where they would be lost or logged. */
function mnemonicFileOf({ options, shell }: Call): string | undefined {
  const file = options["mnemonic-file"];
  if (typeof file === "string") return absolutePath(file, shell);
  if (shell.stdout.isTerminal && options["json"] !== true) return undefined;
  throw new NeuronError(
    "USAGE_INVALID",
    "A mnemonic is shown on a terminal only: run this on one, without --json, or name a new file with --mnemonic-file",
  );
}

function showMnemonics({ print }: Call, lines: readonly string[]): void {
  print("");
  print(
    "Write these words down and keep them offline: they restore the keys, for you and for anyone who has them.",
  );
  print("They are not shown again.");
  print("");
  print(lines.join(""));
}

function wordCount({ options }: Call): MnemonicWordCount {
  const { words = "12" } = options;
  const count = mnemonicWordCounts.find((allowed) => String(allowed) === words);
  if (count !== undefined) return count;
  throw new NeuronError("USAGE_INVALID", `--words is one of ${mnemonicWordCounts.join(", ")}`);
}
