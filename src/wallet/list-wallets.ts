import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { NeuronError } from "../lib/errors.ts";
import { wipe } from "./bytes.ts";
import { encryptionOf, type Encryption } from "./keyfile/encryption.ts";
import { loadKey } from "./keyfile/load-key.ts";
import { parseKeyfile } from "./keyfile/parse-keyfile.ts";
import { findPublicKeyIn } from "./keyfile/public-keyfile.ts";
import { findFile } from "./keyfile/read-file.ts";
import { isWalletName, publicFileEnding, walletFiles, type WalletSelection } from "./layout.ts";
import { addressOf, type Ss58Address } from "./ss58.ts";

/** What can be told of a key without a password. */
export interface KeySummary {
  readonly path: string;
  /** Absent when neither the key file nor its public file tells it. */
  readonly address?: Ss58Address;
  /** Absent when there is only the public file. */
  readonly encryption?: Encryption;
  /** Why the file could not be used. */
  readonly problem?: string;
}

export interface HotkeySummary extends KeySummary {
  readonly name: string;
}

export interface WalletSummary {
  readonly name: string;
  /** Absent where a machine has neither the coldkey nor its public file. */
  readonly coldkey?: KeySummary;
  readonly hotkeys: readonly HotkeySummary[];
}

/** Returns every wallet in a directory, by name; an empty list where there is no directory. */
export async function getWallets(walletPath: string): Promise<WalletSummary[]> {
  const names = (await entriesOf(walletPath)).filter(
    ({ name, isDirectory }) => isDirectory && isWalletName(name),
  );
  const wallets: WalletSummary[] = [];
  for (const { name } of names) wallets.push(await summarizeWallet({ walletPath, name }));
  return wallets;
}

/** Returns what can be told of a wallet without a password. */
export async function summarizeWallet({
  walletPath,
  name,
}: Omit<WalletSelection, "hotkey">): Promise<WalletSummary> {
  const files = walletFiles({ walletPath, name, hotkey: "default" });
  const coldkey = await findSummary(files.coldkey, files.coldkeyPublic);
  const hotkeys: HotkeySummary[] = [];
  for (const hotkey of await hotkeyNames(files.hotkeys)) {
    const path = join(files.hotkeys, hotkey);
    const summary = await findSummary(path, `${path}${publicFileEnding}`);
    if (summary !== undefined) hotkeys.push({ name: hotkey, ...summary });
  }
  return { name, ...(coldkey && { coldkey }), hotkeys };
}

async function hotkeyNames(directory: string): Promise<string[]> {
  const names = (await entriesOf(directory))
    .filter(({ isDirectory }) => !isDirectory)
    .map(({ name }) => (name.endsWith(publicFileEnding) ? name.slice(0, -publicFileEnding.length) : name));
  return [...new Set(names)].filter(isWalletName);
}

async function findSummary(path: string, publicPath: string): Promise<KeySummary | undefined> {
  try {
    const publicKey = await findPublicKeyIn(publicPath);
    const content = await findFile(path);
    if (content === undefined) {
      return publicKey === undefined ? undefined : { path: publicPath, address: addressOf(publicKey) };
    }
    const encryption = encryptionOf(content);
    const own = encryption === "none" ? await plainPublicKey(content, path) : publicKey;
    wipe(content);
    return { path, encryption, ...(own && { address: addressOf(own) }) };
  } catch (error) {
    if (error instanceof NeuronError) return { path, problem: error.message };
    throw error;
  }
}

async function plainPublicKey(content: Buffer, path: string): Promise<Uint8Array> {
  const loaded = await loadKey(parseKeyfile(content.toString("utf8"), path), path);
  if (loaded.kind === "public") return loaded.publicKey;
  wipe(loaded.key.secretKey);
  return loaded.key.publicKey;
}

interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

/** Returns what is in a directory, by name; hidden files are somebody else's, and links count as what they lead to. */
async function entriesOf(directory: string): Promise<Entry[]> {
  const names = (await orMissing(readdir(directory))) ?? [];
  const entries: Entry[] = [];
  for (const name of names.filter((name) => !name.startsWith(".")).sort()) {
    const stats = await orMissing(stat(join(directory, name)));
    if (stats !== undefined) entries.push({ name, isDirectory: stats.isDirectory() });
  }
  return entries;
}

async function orMissing<Found>(look: Promise<Found>): Promise<Found | undefined> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof Error && "code" in error && missingCodes.has(error.code)) return undefined;
    throw error;
  }
}

const missingCodes = new Set<unknown>(["ENOENT", "ENOTDIR"]);
