import sodium from "libsodium-wrappers-sumo";
import { wipe } from "./bytes.ts";

await sodium.ready;

/** A scalar, little-endian, before a nonce of the same length. */
const scalarLength = 32;

/**
 * Returns the secret of a keyfile's `privateKey` in the form that the sr25519 library works with, or undefined when it
 * is none. A keyfile holds schnorrkel's own form; the library's has the scalar times eight, after Ed25519 (facts:
 * bittensor 2.3).
 */
export function expandedFromCanonical(privateKey: Uint8Array): Uint8Array | undefined {
  const expanded = Buffer.alloc(privateKey.length);
  expanded.set(privateKey);
  let carry = 0;
  for (const [index, byte] of privateKey.subarray(0, scalarLength).entries()) {
    expanded[index] = ((byte << 3) | carry) & 0xff;
    carry = byte >> 5;
  }
  if (carry === 0) return expanded;
  wipe(expanded);
  return undefined;
}

/** Returns the form that keyfiles hold: the opposite of `expandedFromCanonical`. */
export function canonicalFromExpanded(secretKey: Uint8Array): Uint8Array {
  const canonical = Buffer.alloc(secretKey.length);
  canonical.set(secretKey);
  let carry = 0;
  for (let index = scalarLength - 1; index >= 0; index--) {
    const byte = secretKey[index] ?? 0;
    canonical[index] = (byte >> 3) | carry;
    carry = (byte << 5) & 0xff;
  }
  return canonical;
}

/**
 * Returns the sr25519 public key of a keyfile's `privateKey`: its scalar times the base point of ristretto255. The
 * sr25519 library makes pairs from seeds only. Returns undefined for the scalar zero, which is no key.
 */
export function findPublicKeyOf(privateKey: Uint8Array): Uint8Array | undefined {
  const scalar = privateKey.slice(0, scalarLength);
  try {
    return sodium.crypto_scalarmult_ristretto255_base(scalar);
  } catch {
    return undefined;
  } finally {
    wipe(scalar);
  }
}
