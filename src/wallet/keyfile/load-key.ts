import { areEqual, wipe } from "../bytes.ts";
import { findKeyFromPrivateKey, keyFromSeed, seedFromMnemonic, type CryptoType, type Key } from "../key.ts";
import type { KeyfileContent } from "./parse-keyfile.ts";
import { keyfileRefused } from "./refused.ts";

/** What a key file is good for: signing, or only knowing whose it is. */
export type LoadedKey =
  | { readonly kind: "pair"; readonly key: Key }
  | { readonly kind: "public"; readonly cryptoType: CryptoType; readonly publicKey: Uint8Array };

/**
 * Returns the key of a file, derived from its strongest secret: phrase, then seed, then private key, the order of the
 * ecosystem's own reader. Throws KEYFILE_REFUSED when a public key that the file states is another one.
 */
export async function loadKey(content: KeyfileContent, path: string): Promise<LoadedKey> {
  const key = await deriveKey(content, path);
  const [firstStated] = content.stated.values();
  const publicKey = key?.publicKey ?? firstStated;
  if (publicKey === undefined) throw keyfileRefused(path, "holds no key");
  for (const [field, stated] of content.stated) {
    if (areEqual(stated, publicKey)) continue;
    wipe(key?.secretKey);
    throw keyfileRefused(path, `contradicts itself: its ${field} belongs to another key`);
  }
  return key === undefined
    ? { kind: "public", cryptoType: content.cryptoType, publicKey }
    : { kind: "pair", key };
}

async function deriveKey(content: KeyfileContent, path: string): Promise<Key | undefined> {
  const { cryptoType, secretPhrase, secretSeed, privateKey } = content;
  try {
    if (secretPhrase !== undefined) {
      const seed = seedFromMnemonic(secretPhrase);
      if (seed === undefined)
        throw keyfileRefused(path, "has a secretPhrase that is not valid BIP-39 English");
      return keyFromSeedAndWipe(cryptoType, seed);
    }
    if (secretSeed !== undefined) return keyFromSeed(cryptoType, secretSeed);
    if (privateKey === undefined) return undefined;
    const key = await findKeyFromPrivateKey(cryptoType, privateKey);
    if (key === undefined) throw keyfileRefused(path, `has a privateKey that is none of ${cryptoType}`);
    return key;
  } finally {
    wipe(secretSeed, privateKey);
  }
}

function keyFromSeedAndWipe(cryptoType: CryptoType, seed: Uint8Array): Key {
  const key = keyFromSeed(cryptoType, seed);
  wipe(seed);
  return key;
}
