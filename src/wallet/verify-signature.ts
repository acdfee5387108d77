import { findBytes } from "./bytes.ts";
import { verifyEd25519 } from "./ed25519.ts";
import type { CryptoType } from "./key.ts";
import { verifySr25519 } from "./sr25519.ts";
import { findPublicKey } from "./ss58.ts";

/** A message with what claims to be its signature. */
export type SignedMessage = {
  /** Text stands for its UTF-8 bytes. */
  readonly message: Uint8Array | string;
  /** 64 bytes, or text of `0x` and 128 hexadecimal digits; text without `0x` is no signature (facts: bittensor 1.6). */
  readonly signature: Uint8Array | string;
  /** Without one: sr25519. */
  readonly cryptoType?: CryptoType;
} & (
  | { readonly publicKey: Uint8Array; readonly address?: never }
  | { readonly address: string; readonly publicKey?: never }
);

const publicKeyLength = 32;
const signatureLength = 64;

const wrapperStart = Buffer.from("<Bytes>");
const wrapperEnd = Buffer.from("</Bytes>");

/**
 * Returns whether the key signed the message, as it is or wrapped in `<Bytes>` as browser wallets do. Whatever is
 * malformed is not signed: it returns false and never throws.
 *
 * @example
 * verifySignature({ address: caller, message: "1760000000.5Grw…", signature: request.headers["x-signature"] })
 */
export function verifySignature(signed: SignedMessage): boolean {
  const publicKey = signed.publicKey ?? findPublicKey(signed.address);
  const signature = findSignature(signed.signature);
  if (publicKey?.length !== publicKeyLength || signature === undefined) return false;
  const message = typeof signed.message === "string" ? Buffer.from(signed.message) : signed.message;
  const verify = signed.cryptoType === "ed25519" ? verifyEd25519 : verifySr25519;
  return (
    verify(publicKey, message, signature) ||
    verify(publicKey, Buffer.concat([wrapperStart, message, wrapperEnd]), signature)
  );
}

function findSignature(signature: Uint8Array | string): Uint8Array | undefined {
  if (typeof signature !== "string") return signature.length === signatureLength ? signature : undefined;
  return signature.startsWith("0x") ? findBytes(signature, signatureLength) : undefined;
}
