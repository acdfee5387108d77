import { NeuronError } from "../lib/errors.ts";
import type { Progress } from "../lib/progress.ts";
import { wipe } from "./bytes.ts";
import { runNacl } from "./keyfile/nacl-worker.ts";
import { keyfileText, publicKeyfileText, type KeyOrigin } from "./keyfile/write-keyfile.ts";
import { walletFiles, type KeyRole, type WalletSelection } from "./layout.ts";
import { refuseExisting, writeNewFile } from "./new-file.ts";
import { addressOf, type Ss58Address } from "./ss58.ts";
import { withSecondsShown } from "./with-progress.ts";

/** A key to write. */
export interface KeyToSave {
  readonly role: KeyRole;
  readonly origin: KeyOrigin;
  /** Encrypts the file; without one, it is plain text. */
  readonly password?: Uint8Array;
}

/** A key that was written. */
export interface SavedKey {
  readonly role: KeyRole;
  readonly address: Ss58Address;
  readonly path: string;
  readonly encrypted: boolean;
}

export interface SaveTools {
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/** Throws WALLET_EXISTS when saving keys in these roles would meet a file. */
export async function refuseExistingKeys(wallet: WalletSelection, roles: readonly KeyRole[]): Promise<void> {
  await refuseExisting(roles.flatMap((role) => Object.values(pathsOf(wallet, role))));
}

/**
 * Writes keys into a wallet in the ecosystem's own files, each with its public file, readable by their owner only.
 * Every file is made in memory first and none is ever overwritten. Wipes the keys' secrets. Throws WALLET_EXISTS,
 * KEY_DERIVATION_FAILED or CANCELLED.
 */
export async function saveKeys(
  wallet: WalletSelection,
  keys: readonly KeyToSave[],
  tools: SaveTools,
): Promise<SavedKey[]> {
  await refuseExistingKeys(
    wallet,
    keys.map(({ role }) => role),
  );
  const files: { key: KeyToSave; content: Uint8Array }[] = [];
  for (const key of keys) {
    files.push({ key, content: await fileContent(key, pathsOf(wallet, key.role).secret, tools) });
  }
  const saved: SavedKey[] = [];
  for (const file of files) saved.push(await writeKey(wallet, file));
  return saved;
}

async function writeKey(
  wallet: WalletSelection,
  { key: { role, origin, password }, content }: { key: KeyToSave; content: Uint8Array },
): Promise<SavedKey> {
  const paths = pathsOf(wallet, role);
  const { publicKey, secretKey } = origin.key;
  await writeNewFile(paths.secret, content);
  await writeNewFile(paths.public, publicKeyfileText(publicKey));
  wipe(secretKey, origin.seed, content);
  return { role, address: addressOf(publicKey), path: paths.secret, encrypted: password !== undefined };
}

function pathsOf(wallet: WalletSelection, role: KeyRole): Record<"secret" | "public", string> {
  const files = walletFiles(wallet);
  return role === "coldkey"
    ? { secret: files.coldkey, public: files.coldkeyPublic }
    : { secret: files.hotkey, public: files.hotkeyPublic };
}

async function fileContent(
  { origin, password }: KeyToSave,
  path: string,
  { progress, signal }: SaveTools,
): Promise<Uint8Array> {
  const plaintext = new TextEncoder().encode(await keyfileText(origin));
  if (password === undefined) return plaintext;
  const sealed = await withSecondsShown(progress, `Locking ${path}, seconds:`, () =>
    runNacl({ task: "seal", password, data: plaintext }, signal),
  );
  wipe(plaintext, password);
  if (sealed === undefined)
    throw new NeuronError("INTERNAL", "Sealing a key file was refused, which it cannot be");
  return sealed;
}
