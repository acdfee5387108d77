import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { wipe } from "../bytes.ts";

/** The parts of a Fernet token. */
export interface FernetToken {
  /** All that the HMAC covers. */
  readonly signed: Buffer;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly mac: Buffer;
}

const derive = promisify(pbkdf2);

const salt = "Iguesscyborgslikemyselfhaveatendencytobeparanoidaboutourorigins";
/** Several seconds of work, off the event loop. */
const iterations = 10_000_000;
const keyLength = 32;

const tokenPattern = /^[A-Za-z0-9_-]+={0,2}$/;
/** A version byte and eight of time. */
const ivStart = 9;
const ciphertextStart = ivStart + 16;
const macLength = 32;
const blockLength = 16;

/** Returns the parts of a token, or undefined for a damaged one. */
export function parseFernetToken(file: Buffer): FernetToken | undefined {
  const text = file.toString("latin1").trim();
  const token = tokenPattern.test(text) ? Buffer.from(text, "base64url") : Buffer.alloc(0);
  const macStart = token.length - macLength;
  const ciphertextLength = macStart - ciphertextStart;
  if (ciphertextLength < blockLength || ciphertextLength % blockLength !== 0) return undefined;
  return {
    signed: token.subarray(0, macStart),
    iv: token.subarray(ivStart, ciphertextStart),
    ciphertext: token.subarray(ciphertextStart, macStart),
    mac: token.subarray(macStart),
  };
}

/** Returns the key of a password: 16 bytes for the HMAC, then 16 for AES (facts: bittensor 2.5). */
export async function deriveFernetKey(password: Uint8Array): Promise<Buffer> {
  return derive(password, salt, iterations, keyLength, "sha256");
}

/** Returns what the token holds, or undefined when the key is not its own. Wipes the key. */
export function openFernetToken(
  { signed, iv, ciphertext, mac }: FernetToken,
  key: Buffer,
): Buffer | undefined {
  try {
    const expected = createHmac("sha256", key.subarray(0, 16)).update(signed).digest();
    if (!timingSafeEqual(mac, expected)) return undefined;
    const decipher = createDecipheriv("aes-128-cbc", key.subarray(16), iv);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  } finally {
    wipe(key);
  }
}
