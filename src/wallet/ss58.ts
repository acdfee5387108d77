import { decodeAddress, encodeAddress } from "@polkadot/util-crypto/address";
import { z } from "zod";

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
  // The library takes hexadecimal for an address; the pattern also keeps it from chewing on long text.
  if (!addressPattern.test(address)) return undefined;
  try {
    return decodeAddress(address, false, ss58Prefix);
  } catch {
    // Its one way to say that the checksum is wrong.
    return undefined;
  }
}

/** Returns the address of a public key of 32 bytes. */
export function addressOf(publicKey: Uint8Array): Ss58Address {
  return addressSchema.parse(encodeAddress(publicKey, ss58Prefix));
}
