import { publicKeyOfSeed } from "./ed25519.ts";
import { findSeed, pairFromSeed } from "./sr25519.ts";

/** The signature scheme of a key; nearly every key of the ecosystem is sr25519. */
export type CryptoType = "sr25519" | "ed25519";

/** A key pair in memory. It stays inside this folder: everybody else is given a `Signer`. */
export interface Key {
  readonly cryptoType: CryptoType;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** sr25519: the 64 bytes that its library works with. ed25519: the 32 bytes of seed. */
  readonly secretKey: Uint8Array;
}

export const seedLength = 32;

/** Returns the key of a seed of 32 bytes. */
export function keyFromSeed(cryptoType: CryptoType, seed: Uint8Array): Key {
  return cryptoType === "sr25519"
    ? { cryptoType, ...pairFromSeed(seed) }
    : { cryptoType, publicKey: publicKeyOfSeed(seed), secretKey: Uint8Array.from(seed) };
}

/** Returns the seed of a mnemonic as people type it, or undefined when it is not valid BIP-39 English. */
export function seedFromMnemonic(mnemonic: string): Uint8Array | undefined {
  return findSeed(normalizeMnemonic(mnemonic));
}

/** Returns the words in lower case with one space between them. */
export function normalizeMnemonic(mnemonic: string): string {
  return mnemonic.trim().toLowerCase().split(/\s+/).join(" ");
}

/** The length of `privateKey` in a keyfile: schnorrkel's 64 bytes, or the seed of ed25519. */
export function privateKeyLength(cryptoType: CryptoType): number {
  return cryptoType === "sr25519" ? 64 : seedLength;
}

/** Returns the key of a keyfile's `privateKey`, or undefined when those bytes are none. */
export async function findKeyFromPrivateKey(
  cryptoType: CryptoType,
  privateKey: Uint8Array,
): Promise<Key | undefined> {
  if (cryptoType === "ed25519") return keyFromSeed(cryptoType, privateKey);
  // Loaded for those few files only: its WebAssembly takes tens of megabytes.
  const { expandedFromCanonical, findPublicKeyOf } = await import("./private-key.ts");
  const secretKey = expandedFromCanonical(privateKey);
  const publicKey = findPublicKeyOf(privateKey);
  if (secretKey === undefined || publicKey === undefined) return undefined;
  return { cryptoType, publicKey, secretKey };
}

/** Returns the bytes of a keyfile's `privateKey`. */
export async function privateKeyOf({ cryptoType, secretKey }: Key): Promise<Uint8Array> {
  if (cryptoType === "ed25519") return Uint8Array.from(secretKey);
  const { canonicalFromExpanded } = await import("./private-key.ts");
  return canonicalFromExpanded(secretKey);
}
