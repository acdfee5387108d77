import { hash } from "node:crypto";

const nanosecondsPerMillisecond = 1_000_000n;

/** Returns the SHA-256 of a body in 64 lower-case hexadecimal digits. */
export function bodySha256(body: Uint8Array): string {
  return hash("sha256", body);
}

/** Returns whole milliseconds. */
export function millisecondsOf(nanoseconds: bigint): number {
  return Number(nanoseconds / nanosecondsPerMillisecond);
}

/** Returns `0x` and the lower-case hexadecimal digits of a signature. */
export function signatureText(signature: Uint8Array): string {
  return `0x${Buffer.from(signature.buffer, signature.byteOffset, signature.byteLength).toString("hex")}`;
}
