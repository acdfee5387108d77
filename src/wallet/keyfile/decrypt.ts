import { openAnsibleVault, parseAnsibleVault } from "./ansible-vault.ts";
import type { Encryption } from "./encryption.ts";
import { deriveFernetKey, openFernetToken, parseFernetToken } from "./fernet.ts";
import { runNacl } from "./nacl-worker.ts";
import { keyfileRefused } from "./refused.ts";

/** An encrypted key file as it lies on the disk. */
export interface EncryptedFile {
  readonly path: string;
  readonly content: Buffer;
  readonly encryption: Exclude<Encryption, "none">;
}

/** Returns what the file holds, or undefined when the password is wrong. */
export type Decrypt = (password: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array | undefined>;

/** Prefix, nonce and the MAC of nothing. */
const shortestNaclFile = 5 + 24 + 16;

/**
 * Returns how to decrypt a file. Throws KEYFILE_REFUSED for one that no password opens, before anybody is asked for
 * it or waits for seconds of key derivation.
 */
export function decryptorOf({ path, content, encryption }: EncryptedFile): Decrypt {
  switch (encryption) {
    case "nacl":
      if (content.length <= shortestNaclFile) throw cutOff(path);
      return (password, signal) => runNacl({ task: "open", password, data: content }, signal);
    case "ansible": {
      const vault = parseAnsibleVault(content);
      if (vault === undefined) throw cutOff(path);
      return (password) => openAnsibleVault(vault, password);
    }
    case "fernet": {
      const token = parseFernetToken(content);
      if (token === undefined) throw cutOff(path);
      return async (password) => openFernetToken(token, await deriveFernetKey(password));
    }
  }
}

function cutOff(path: string): Error {
  return keyfileRefused(path, "is encrypted but damaged: it was cut off or changed");
}
