import { NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import type { Progress } from "../lib/progress.ts";
import { areEqual, wipe } from "./bytes.ts";
import type { Key } from "./key.ts";
import { decryptorOf, type EncryptedFile } from "./keyfile/decrypt.ts";
import { encryptionOf } from "./keyfile/encryption.ts";
import { loadKey } from "./keyfile/load-key.ts";
import { parseKeyfile } from "./keyfile/parse-keyfile.ts";
import { findPublicKeyIn } from "./keyfile/public-keyfile.ts";
import { findSecretFile } from "./keyfile/read-file.ts";
import { keyfileRefused } from "./keyfile/refused.ts";
import { walletFiles, type KeyRole, type WalletSelection } from "./layout.ts";
import { getPassword, type PasswordSource } from "./passwords.ts";
import { KeySigner, type HotkeySigner } from "./signer.ts";
import { addressOf } from "./ss58.ts";
import { withSecondsShown } from "./with-progress.ts";

/** What opening a wallet needs beside its files. */
export interface WalletTools {
  /** Asked in this order; the first that has a password is believed. */
  readonly passwords: readonly PasswordSource[];
  readonly logger: Logger;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Opens the hotkey of a wallet. Throws WALLET_NOT_FOUND, KEYFILE_REFUSED (damaged, contradictory, public only, or the
 * wallet's coldkey in the place of a hotkey), PASSWORD_MISSING, PASSWORD_WRONG, KEY_DERIVATION_FAILED or CANCELLED.
 *
 * @example
 * const signer = await openHotkey({ walletPath, name: "default", hotkey: "default" }, tools);
 * const signature = toHex(signer.sign(message));
 */
export async function openHotkey(wallet: WalletSelection, tools: WalletTools): Promise<HotkeySigner> {
  const files = walletFiles(wallet);
  const key = await openKey("hotkey", files.hotkey, tools);
  const coldkey = await findColdkey(files.coldkeyPublic, tools.logger);
  if (coldkey !== undefined && areEqual(coldkey, key.publicKey)) {
    wipe(key.secretKey);
    throw keyfileRefused(
      files.hotkey,
      "holds the wallet's coldkey, which no running neuron must have: name a hotkey",
    );
  }
  // True because this is what makes a key a hotkey: it was opened as one, and is not the coldkey.
  return new KeySigner(key) as HotkeySigner;
}

/**
 * Opens the coldkey of a wallet; only registration ever needs it. Whoever calls this calls `forget` on the signer as
 * soon as it has signed. Throws as `openHotkey` does.
 */
export async function openColdkey(
  wallet: Omit<WalletSelection, "hotkey">,
  tools: WalletTools,
): Promise<KeySigner> {
  const { coldkey } = walletFiles({ ...wallet, hotkey: "default" });
  return new KeySigner(await openKey("coldkey", coldkey, tools));
}

/** A neuron works without its coldkey's public file, so a damaged one does not stop it. */
async function findColdkey(path: string, logger: Logger): Promise<Uint8Array | undefined> {
  try {
    return await findPublicKeyIn(path);
  } catch (error) {
    if (!(error instanceof NeuronError)) throw error;
    logger.warn("The coldkey's public file is not used", { reason: error.message });
    return undefined;
  }
}

async function openKey(role: KeyRole, path: string, tools: WalletTools): Promise<Key> {
  const content = await findSecretFile(path, tools.logger);
  if (content === undefined) throw notFound(role, path);
  const encryption = encryptionOf(content);
  const plaintext = encryption === "none" ? content : await decrypt({ path, content, encryption }, tools);
  const loaded = await loadKey(parseKeyfile(decode(plaintext, path), path), path);
  wipe(plaintext);
  if (loaded.kind === "pair") return loaded.key;
  throw keyfileRefused(path, `tells a public key only (${addressOf(loaded.publicKey)}), and cannot sign`);
}

async function decrypt(file: EncryptedFile, tools: WalletTools): Promise<Uint8Array> {
  const decryptWith = decryptorOf(file);
  const { bytes, origin } = await getPassword(tools.passwords, file.path);
  try {
    const plaintext = await withSecondsShown(tools.progress, `Unlocking ${file.path}, seconds:`, () =>
      decryptWith(bytes, tools.signal),
    );
    if (plaintext !== undefined) return plaintext;
  } finally {
    wipe(bytes);
  }
  throw new NeuronError(
    "PASSWORD_WRONG",
    `The password from ${origin} does not open ${file.path}; a file that was changed looks the same`,
    { context: { path: file.path } },
  );
}

function decode(plaintext: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(plaintext);
  } catch {
    throw keyfileRefused(path, "is no text: it is damaged, or no key file");
  }
}

function notFound(role: KeyRole, path: string): NeuronError {
  return new NeuronError(
    "WALLET_NOT_FOUND",
    `There is no ${role} at ${path}: name another with --wallet.path, --wallet.name and --wallet.hotkey, or make ` +
      `one with: neuron wallet create --key ${role}`,
    { context: { path } },
  );
}
