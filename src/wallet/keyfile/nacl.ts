import sodium from "libsodium-wrappers-sumo";

await sodium.ready;

/** The salt of every key file in the ecosystem (facts: bittensor 2.5). */
const salt = Buffer.from("137183dff15a09bc9c90b5518739e9b1", "hex");
const opsLimit = 8;
const memoryLimitBytes = 512 * 1024 * 1024;

const prefix = Buffer.from("$NACL");
const nonceLength = 24;

/**
 * Returns the 32 bytes of key that a password stands for: Argon2i with 512 MiB, seconds of work that block their
 * thread. Throws when the machine has not got the memory.
 */
export function deriveNaclKey(password: Uint8Array): Uint8Array {
  const algorithm = sodium.crypto_pwhash_ALG_ARGON2I13;
  return sodium.crypto_pwhash(
    sodium.crypto_secretbox_KEYBYTES,
    password,
    salt,
    opsLimit,
    memoryLimitBytes,
    algorithm,
  );
}

/** Returns the file: prefix, nonce, secretbox. */
export function sealNacl(plaintext: Uint8Array, key: Uint8Array): Uint8Array {
  const nonce = sodium.randombytes_buf(nonceLength);
  return Uint8Array.from(Buffer.concat([prefix, nonce, sodium.crypto_secretbox_easy(plaintext, nonce, key)]));
}

/** Returns what the file holds, or undefined when the key is not its own, or the file not as it was written. */
export function openNacl(file: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  const nonce = file.subarray(prefix.length, prefix.length + nonceLength);
  const box = file.subarray(prefix.length + nonceLength);
  try {
    return sodium.crypto_secretbox_open_easy(box, nonce, key);
  } catch {
    return undefined;
  }
}
