/** How a key file is encrypted, told by how it begins (facts: bittensor 2.5). */
export type Encryption = "none" | "nacl" | "ansible" | "fernet";

const prefixes: readonly (readonly [prefix: string, encryption: Encryption])[] = [
  ["$NACL", "nacl"],
  ["$ANSIBLE_VAULT", "ansible"],
  ["gAAAAA", "fernet"],
];

/** Returns how the file is encrypted. */
export function encryptionOf(file: Uint8Array): Encryption {
  const [, encryption = "none"] =
    prefixes.find(([prefix]) => Buffer.from(prefix).compare(file.subarray(0, prefix.length)) === 0) ?? [];
  return encryption;
}
