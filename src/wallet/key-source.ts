import { NeuronError } from "../lib/errors.ts";
import { findBytes } from "./bytes.ts";
import { keyFromSeed, normalizeMnemonic, seedFromMnemonic, seedLength } from "./key.ts";
import type { KeyOrigin } from "./keyfile/write-keyfile.ts";
import { generateMnemonic, type MnemonicWordCount } from "./sr25519.ts";

/** A key with the mnemonic that stands for it, which somebody must now write down. */
export type NewKey = KeyOrigin & { readonly mnemonic: string };

/** Returns a new sr25519 key, from the system's randomness. */
export function newKey(words: MnemonicWordCount): NewKey {
  const mnemonic = generateMnemonic(words);
  return { ...keyFrom(mnemonic), mnemonic };
}

/**
 * Returns the sr25519 key of what somebody typed: a mnemonic of English BIP-39 words, or 32 bytes of seed in
 * hexadecimal. Throws USAGE_INVALID, without telling what was typed.
 */
export function keyFrom(typed: string): KeyOrigin {
  const given = typed.trim();
  const seed = findBytes(given, seedLength);
  if (seed !== undefined) return { key: keyFromSeed("sr25519", seed), seed };
  const ofMnemonic = seedFromMnemonic(given);
  if (ofMnemonic !== undefined) {
    return { key: keyFromSeed("sr25519", ofMnemonic), seed: ofMnemonic, mnemonic: normalizeMnemonic(given) };
  }
  throw new NeuronError(
    "USAGE_INVALID",
    "That is neither a valid mnemonic (English words, in order, with a right checksum) nor a seed (0x and 64 digits)",
  );
}
