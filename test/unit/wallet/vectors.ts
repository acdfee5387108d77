import { readFile } from "node:fs/promises";
import { z } from "zod";
import { findBytes } from "../../../src/wallet/bytes.ts";

const pair = z.object({ publicKey: z.string(), address: z.string() });
const signature = pair.extend({ message: z.string(), signature: z.string() });

const keysSchema = z.object({
  derivation: z.array(pair.extend({ uri: z.string() })).min(8),
  mnemonic: z.object({ mnemonic: z.string(), seed: z.string(), publicKey: z.string() }),
  privateKey: z.object({
    canonical: z.string(),
    expanded: z.string(),
    publicKey: z.string(),
    wrongPublicKey: z.string(),
  }),
  alice: pair.extend({ seed: z.string(), privateKey: z.string() }),
  addresses: z.array(pair).min(2),
  otherPrefix: z.string(),
  badChecksum: z.string(),
});

const signaturesSchema = z.object({
  withBodyHash: signature,
  emptyHashFields: signature,
  bytesWrapped: signature,
  axonSide: signature,
  ed25519: signature,
});

const keyfilesSchema = z.object({
  password: z.string(),
  plaintext: z.string(),
  address: z.string(),
  nacl: z.object({ key: z.string(), file: z.string() }),
  naclNonAscii: z.object({ password: z.string(), key: z.string() }),
  fernet: z.object({ key: z.string(), file: z.string() }),
  ansible: z.object({ file: z.string() }),
  environment: z.object({ keyfile: z.string(), name: z.string(), value: z.string() }),
  plain: z
    .array(z.object({ label: z.string(), text: z.string(), address: z.string(), canSign: z.boolean() }))
    .min(7),
});

/** Values that the ecosystem's own libraries made. */
export const keys = keysSchema.parse(await read("keys.json"));
export const signatures = signaturesSchema.parse(await read("signatures.json"));
export const keyfiles = keyfilesSchema.parse(await read("keyfiles.json"));

/** Returns the bytes of a vector in hexadecimal. */
export function bytesOf(hex: string): Uint8Array {
  const bytes = findBytes(hex, hex.replace(/^0x/, "").length / 2);
  if (bytes === undefined) throw new Error(`Not hexadecimal: ${hex}`);
  return bytes;
}

async function read(file: string): Promise<unknown> {
  const url = new URL(`../../../../test/fixtures/wallet/${file}`, import.meta.url);
  return JSON.parse(await readFile(url, "utf8")) as unknown;
}
