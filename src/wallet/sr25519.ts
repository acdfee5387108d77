import {
  bip39Generate,
  bip39ToMiniSecret,
  bip39Validate,
  sr25519DeriveKeypairHard,
  sr25519DeriveKeypairSoft,
  sr25519KeypairFromSeed,
  sr25519Sign,
  sr25519Verify,
  waitReady,
} from "@polkadot/wasm-crypto";
import { NeuronError } from "../lib/errors.ts";
import { wipe } from "./bytes.ts";

// Loading the library is part of loading this module, so that verifying needs no promise. Its WebAssembly is about
// seven times as fast as the JavaScript of util-crypto 14 (facts: xgboost-crypto-http 4).
if (!(await waitReady())) {
  throw new NeuronError("LIBRARY_MISSING", "The WebAssembly of @polkadot/wasm-crypto could not be loaded");
}

/** A public key of 32 bytes, and the secret of 64 in the library's own form (see `expandedFromCanonical`). */
export interface Sr25519Pair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

export const mnemonicWordCounts = [12, 15, 18, 21, 24] as const;
export type MnemonicWordCount = (typeof mnemonicWordCounts)[number];

/** One step of a derivation path: `//name` is hard, `/name` soft. */
export interface Junction {
  readonly isHard: boolean;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
}

/** The library holds 64 bytes of secret before the public key. */
const secretLength = 64;

/** Returns a new mnemonic of English BIP-39 words, from the system's randomness. */
export function generateMnemonic(words: MnemonicWordCount): string {
  return bip39Generate(words);
}

/** Returns the 32 bytes of seed that a mnemonic stands for, or undefined when it is not valid BIP-39 English. */
export function findSeed(mnemonic: string, password = ""): Uint8Array | undefined {
  return bip39Validate(mnemonic) ? bip39ToMiniSecret(mnemonic, password) : undefined;
}

/** Returns the pair of a seed of 32 bytes. */
export function pairFromSeed(seed: Uint8Array): Sr25519Pair {
  return split(sr25519KeypairFromSeed(seed));
}

/** Returns the pair one step down the derivation path, and wipes the one above. */
export function derivePair(parent: Sr25519Pair, { isHard, chainCode }: Junction): Sr25519Pair {
  const joined = Buffer.alloc(parent.secretKey.length + parent.publicKey.length);
  joined.set(parent.secretKey);
  joined.set(parent.publicKey, parent.secretKey.length);
  const derive = isHard ? sr25519DeriveKeypairHard : sr25519DeriveKeypairSoft;
  const pair = split(derive(joined, chainCode));
  wipe(joined, parent.secretKey);
  return pair;
}

/** Returns the 64 bytes of an sr25519 signature in the context `substrate`. */
export function signSr25519({ publicKey, secretKey }: Sr25519Pair, message: Uint8Array): Uint8Array {
  return sr25519Sign(publicKey, secretKey, message);
}

/** Returns whether the signature is the key's; false for bytes that are no signature or no key. */
export function verifySr25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  return sr25519Verify(signature, message, publicKey);
}

function split(pair: Uint8Array): Sr25519Pair {
  const parts = { secretKey: pair.slice(0, secretLength), publicKey: pair.slice(secretLength) };
  wipe(pair);
  return parts;
}
