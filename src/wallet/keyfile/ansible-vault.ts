import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { wipe } from "../bytes.ts";

/** The three parts of an Ansible vault, as its body holds them. */
export interface AnsibleVault {
  readonly salt: Buffer;
  readonly mac: Buffer;
  readonly ciphertext: Buffer;
}

const derive = promisify(pbkdf2);

const headerPattern = /^\$ANSIBLE_VAULT;1\.[12];AES256(;[^\r\n]*)?\r?\n/;
const hexPattern = /^(?:[0-9a-f]{2})+$/i;
const macLength = 32;
const iterations = 10_000;
/** 32 bytes of AES key, 32 of HMAC key, 16 of counter. */
const derivedLength = 80;

/** Returns the parts of a vault: hexadecimal of three lines of hexadecimal; undefined for a damaged one. */
export function parseAnsibleVault(file: Buffer): AnsibleVault | undefined {
  const text = file.toString("latin1");
  const header = headerPattern.exec(text)?.[0];
  const body = header === undefined ? undefined : findHex(text.slice(header.length).replaceAll(/\s/g, ""));
  const [salt, mac, ciphertext, ...rest] = body?.toString("latin1").split("\n").map(findHex) ?? [];
  if (salt === undefined || ciphertext === undefined || mac?.length !== macLength || rest.length > 0) {
    return undefined;
  }
  return { salt, mac, ciphertext };
}

/** Returns what the vault holds, or undefined when the password is not its own (facts: bittensor 2.5). */
export async function openAnsibleVault(
  { salt, mac, ciphertext }: AnsibleVault,
  password: Uint8Array,
): Promise<Buffer | undefined> {
  const derived = await derive(password, salt, iterations, derivedLength, "sha256");
  try {
    const expected = createHmac("sha256", derived.subarray(32, 64)).update(ciphertext).digest();
    if (!timingSafeEqual(mac, expected)) return undefined;
    const decipher = createDecipheriv("aes-256-ctr", derived.subarray(0, 32), derived.subarray(64));
    return withoutPadding(Buffer.concat([decipher.update(ciphertext), decipher.final()]));
  } finally {
    wipe(derived);
  }
}

function findHex(text: string): Buffer | undefined {
  return hexPattern.test(text) ? Buffer.from(text, "hex") : undefined;
}

/** PKCS #7; whoever made a right HMAC made a right padding too. */
function withoutPadding(padded: Buffer): Buffer {
  return padded.subarray(0, padded.length - (padded.at(-1) ?? 0));
}
