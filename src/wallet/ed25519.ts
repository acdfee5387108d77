import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { z } from "zod";
import { wipe } from "./bytes.ts";

/** What stands before the 32 bytes of seed in PKCS #8 (RFC 8410, section 7). */
const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

const publicJwk = z.object({ x: z.base64url() });

/** Returns the public key of a seed of 32 bytes. */
export function publicKeyOfSeed(seed: Uint8Array): Uint8Array {
  const { x } = publicJwk.parse(createPublicKey(privateKeyOf(seed)).export({ format: "jwk" }));
  return Buffer.from(x, "base64url");
}

/** Returns the 64 bytes of an Ed25519 signature. */
export function signEd25519(seed: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(null, message, privateKeyOf(seed));
}

/** Returns whether the signature is the key's; false for bytes that are no signature or no key. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString("base64url");
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
    return verify(null, message, key, signature);
  } catch {
    // OpenSSL throws for some bytes that are no key; from outside it is one more way to be wrong.
    return false;
  }
}

function privateKeyOf(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([pkcs8Prefix, seed]);
  try {
    return createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  } finally {
    wipe(der);
  }
}
