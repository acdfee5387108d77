import { NeuronError } from "../../lib/errors.ts";
import { areEqual, wipe } from "../../wallet/bytes.ts";
import { walletFiles, type KeyRole, type WalletSelection } from "../../wallet/layout.ts";
import { passwordBytes, type PasswordSource, type Prompt } from "../../wallet/passwords.ts";
import type { Call } from "../command.ts";
import { unattendedPasswords } from "./selection.ts";

/** What the ecosystem's own tools ask for (facts: bittensor 2.6). */
const shortestPasswordBytes = 6;

/**
 * Returns the password that a new key file is to have, or undefined for a plain one: a coldkey is encrypted unless
 * `--plain-coldkey` is given, a hotkey only with `--encrypt-hotkey`. Throws PASSWORD_MISSING or USAGE_INVALID.
 */
export async function findNewPassword(
  call: Call,
  role: KeyRole,
  wallet: WalletSelection,
): Promise<Uint8Array | undefined> {
  if (!isEncrypted(role, call.options)) return undefined;
  const path = walletFiles(wallet)[role];
  const given = await findGiven(unattendedPasswords(call), path);
  const password = given ?? (await askTwice(call.shell.prompt, role, path));
  if (password.length >= shortestPasswordBytes) return password;
  wipe(password);
  throw new NeuronError("USAGE_INVALID", `A password has at least ${shortestPasswordBytes} characters`);
}

function isEncrypted(role: KeyRole, options: Call["options"]): boolean {
  return role === "coldkey" ? options["plain-coldkey"] !== true : options["encrypt-hotkey"] === true;
}

async function findGiven(sources: readonly PasswordSource[], path: string): Promise<Uint8Array | undefined> {
  for (const source of sources) {
    const password = await source.find(path);
    if (password !== undefined) return password.bytes;
  }
  return undefined;
}

async function askTwice(prompt: Prompt, role: KeyRole, path: string): Promise<Uint8Array> {
  if (!prompt.isInteractive) {
    throw new NeuronError(
      "PASSWORD_MISSING",
      `The ${role} is to be encrypted and there is nobody to ask: name a file with --wallet.password-file`,
      { context: { path } },
    );
  }
  const password = passwordBytes(await prompt.askSecret(`New password of ${path}: `));
  const again = passwordBytes(await prompt.askSecret("The same again: "));
  if (!areEqual(password, again)) {
    throw new NeuronError("USAGE_INVALID", "The two passwords differ; nothing was written");
  }
  return password;
}
