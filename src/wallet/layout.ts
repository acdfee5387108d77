import { join } from "node:path";
import { NeuronError } from "../lib/errors.ts";

/** Which wallet and which of its hotkeys; the ecosystem calls both `default` by default. */
export interface WalletSelection {
  /** Absolute path of the directory of all wallets, by custom `~/.bittensor/wallets`. */
  readonly walletPath: string;
  readonly name: string;
  readonly hotkey: string;
}

/** Where the files of a wallet are (facts: bittensor 2.1). */
export interface WalletFiles {
  readonly directory: string;
  readonly coldkey: string;
  readonly coldkeyPublic: string;
  readonly hotkeys: string;
  readonly hotkey: string;
  readonly hotkeyPublic: string;
}

/** The two keys of a wallet: the coldkey owns and pays, a hotkey works. */
export type KeyRole = "coldkey" | "hotkey";

/** How the name of a file ends that tells a hotkey's address and no secret. */
export const publicFileEnding = "pub.txt";

const coldkeyFile = "coldkey";
const hotkeysDirectory = "hotkeys";
const longestNameCharacters = 128;

/** Returns the paths of a wallet's files. Throws USAGE_INVALID for names that would lead elsewhere. */
export function walletFiles({ walletPath, name, hotkey }: WalletSelection): WalletFiles {
  if (!isWalletName(name)) throw badName("wallet", name);
  if (!isWalletName(hotkey)) throw badName("hotkey", hotkey);
  const directory = join(walletPath, name);
  const hotkeys = join(directory, hotkeysDirectory);
  return {
    directory,
    coldkey: join(directory, coldkeyFile),
    coldkeyPublic: join(directory, `${coldkeyFile}${publicFileEnding}`),
    hotkeys,
    hotkey: join(hotkeys, hotkey),
    hotkeyPublic: join(hotkeys, `${hotkey}${publicFileEnding}`),
  };
}

/** Returns whether a wallet or a hotkey can be called so: one file name, and not that of a public file. */
export function isWalletName(name: string): boolean {
  return (
    /^[^/\\\p{Cc}]+$/u.test(name) &&
    name !== "." &&
    name !== ".." &&
    name.length <= longestNameCharacters &&
    !name.endsWith(publicFileEnding)
  );
}

/** Returns the path with `~` at its start replaced, as a shell does it. */
export function expandHome(path: string, homeDirectory: string): string {
  return path === "~" || path.startsWith("~/") ? join(homeDirectory, path.slice(1)) : path;
}

function badName(what: string, name: string): NeuronError {
  return new NeuronError(
    "USAGE_INVALID",
    `${JSON.stringify(name)} cannot name a ${what}: use one file name of at most ${longestNameCharacters} characters`,
  );
}
