import { toHex } from "../bytes.ts";
import { privateKeyOf, type Key } from "../key.ts";
import { addressOf } from "../ss58.ts";

/** Where a key comes from, kept in its file. */
export interface KeyOrigin {
  readonly key: Key;
  readonly seed: Uint8Array;
  readonly mnemonic?: string;
}

/**
 * Returns the text of a key file with its secrets, the way the ecosystem's own tools write it (facts: bittensor 2.2).
 * There is no `cryptoType` for sr25519, which is what its absence means: wallets before 4.1 take no number in the file.
 */
export async function keyfileText({ key, seed, mnemonic }: KeyOrigin): Promise<string> {
  const { accountId, publicKey, ss58Address } = publicFields(key.publicKey);
  return JSON.stringify({
    accountId,
    publicKey,
    privateKey: toHex(await privateKeyOf(key)),
    ...(mnemonic !== undefined && { secretPhrase: mnemonic }),
    secretSeed: toHex(seed),
    ss58Address,
  });
}

/** Returns the text of the file that stands beside it: who it is, without a secret. */
export function publicKeyfileText(publicKey: Uint8Array): string {
  return JSON.stringify(publicFields(publicKey));
}

function publicFields(publicKey: Uint8Array): Record<"accountId" | "publicKey" | "ss58Address", string> {
  const hex = toHex(publicKey);
  return { accountId: hex, publicKey: hex, ss58Address: addressOf(publicKey) };
}
