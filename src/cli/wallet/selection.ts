import { homedir } from "node:os";
import { resolve } from "node:path";
import { NeuronError } from "../../lib/errors.ts";
import { expandHome, type KeyRole, type WalletSelection } from "../../wallet/layout.ts";
import type { WalletTools } from "../../wallet/open-wallet.ts";
import { passwordFromPrompt, passwordInFile, passwordsInEnvironment } from "../../wallet/passwords.ts";
import type { PasswordSource } from "../../wallet/passwords.ts";
import type { Call } from "../command.ts";

/** Returns the wallet that the settings name. */
export function selectedWallet({ config, shell }: Pick<Call, "config" | "shell">): WalletSelection {
  const { path, name, hotkey } = config.settings.wallet;
  return { walletPath: absolutePath(path, shell), name, hotkey };
}

/** Returns what opening a wallet needs: a password comes from `BT_PW_…`, a file or the terminal, in this order. */
export function walletTools(call: Pick<Call, "config" | "shell" | "tools">): WalletTools {
  const { shell, tools } = call;
  const { logger, progress } = tools;
  const passwords = [...unattendedPasswords(call), passwordFromPrompt(shell.prompt)];
  return { passwords, logger, progress, signal: shell.signal };
}

/** Returns where passwords come from with nobody there. */
export function unattendedPasswords({
  config,
  shell,
  tools,
}: Pick<Call, "config" | "shell" | "tools">): PasswordSource[] {
  const { passwordFile } = config.settings.wallet;
  return [
    passwordsInEnvironment(shell.environment),
    ...(passwordFile === undefined ? [] : [passwordInFile(absolutePath(passwordFile, shell), tools.logger)]),
  ];
}

/** Returns a path that a person gave, where relative ones begin in the working directory. */
export function absolutePath(path: string, { environment, workingDirectory }: Call["shell"]): string {
  return resolve(workingDirectory, expandHome(path, environment["HOME"] ?? homedir()));
}

/** Returns the keys that `--key` names, or undefined without it. Throws USAGE_INVALID for another word. */
export function findKeyRole({ options }: Pick<Call, "options">): KeyRole | undefined {
  const { key } = options;
  if (key === undefined || key === "coldkey" || key === "hotkey") return key;
  throw new NeuronError("USAGE_INVALID", "--key is either coldkey or hotkey");
}

/** Returns an option's text. Throws USAGE_INVALID without it. */
export function requiredText({ options }: Pick<Call, "options">, name: string): string {
  const value = options[name];
  if (typeof value === "string") return value;
  throw new NeuronError("USAGE_INVALID", `--${name} is missing`);
}
