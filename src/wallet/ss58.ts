import { createHash } from "node:crypto";
import { base58 } from "@scure/base";
import { z } from "zod";
import { areEqual } from "./bytes.ts";

/** The network prefix in every address of the ecosystem (facts: bittensor 2.2). */
export const ss58Prefix = 42;

/** Prefix 42, 32 bytes and a checksum, in base 58: 47 or 48 characters that begin with a 5. */
const addressPattern = /^5[1-9A-HJ-NP-Za-km-z]{46,47}$/;

/** An address with prefix 42 and a right checksum. */
export const addressSchema = z
  .string()
  .refine((text) => findPublicKey(text) !== undefined, { error: "must be an SS58 address with prefix 42" })
  .brand<"Ss58Address">();

export type Ss58Address = z.infer<typeof addressSchema>;

/** The address of a neuron's own key, which signs its messages. */
export const hotkeySchema = addressSchema.brand<"Hotkey">();

export type Hotkey = z.infer<typeof hotkeySchema>;

/** The address of the key that owns neurons and pays for them. */
export const coldkeySchema = addressSchema.brand<"Coldkey">();

export type Coldkey = z.infer<typeof coldkeySchema>;

/** Returns the 32 bytes that an address stands for, or undefined for anything but a valid one with prefix 42. */
export function findPublicKey(address: string): Uint8Array | undefined {
  // Decoding takes the longer the longer the text is.
  if (!addressPattern.test(address)) return undefined;
  const bytes = base58.decode(address);
  const checksumAt = prefixLength + publicKeyLength;
  const prefixed = bytes.subarray(0, checksumAt);
  if (bytes[0] !== ss58Prefix || !areEqual(bytes.subarray(checksumAt), checksumOf(prefixed)))
    return undefined;
  return bytes.slice(prefixLength, checksumAt);
}

/** Returns the address of a public key of 32 bytes. */
export function addressOf(publicKey: Uint8Array): Ss58Address {
  const prefixed = Buffer.from([ss58Prefix, ...publicKey]);
  return addressSchema.parse(base58.encode(Buffer.concat([prefixed, checksumOf(prefixed)])));
}

const prefixLength = 1;
const publicKeyLength = 32;
const checksumLength = 2;

/** The first bytes of BLAKE2b-512 over a fixed word, the prefix and the key. */
function checksumOf(prefixed: Uint8Array): Uint8Array {
  return createHash("blake2b512").update("SS58PRE").update(prefixed).digest().subarray(0, checksumLength);
}
