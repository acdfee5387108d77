import type { RequestHead } from "../scheme.ts";

/** The headers with which an axon of ours signs an answer. */
export const answerHeaders = {
  hotkey: "X-Neuron-Hotkey",
  signedAt: "X-Neuron-Signed-At",
  signature: "X-Neuron-Signature",
} as const;

const protocolLine = "neuron-answer/1";

/** The largest time that a Date can hold has 16 digits. */
const signedAtPattern = /^\d{1,16}$/;

/** What is signed: who said this, and when. */
export interface SignedAnswer {
  /** SS58, of the axon that answers. */
  readonly hotkey: string;
  /** Milliseconds since the Unix epoch. */
  readonly signedAtMs: number;
  /** In hexadecimal digits, of the body after content decoding: the same for every coding that it goes out in. */
  readonly bodySha256: string;
}

/**
 * Returns the text whose UTF-8 an axon signs: four lines, no line break at the end. It names no request, so one
 * signature serves every caller of a stored document.
 */
export function answerMessage({ hotkey, signedAtMs, bodySha256 }: SignedAnswer): string {
  return [protocolLine, hotkey, String(signedAtMs), bodySha256].join("\n");
}

/** What an answer says of its signature, before anything of it was checked. */
export interface AnswerClaim {
  readonly hotkey: string;
  readonly signedAtMs: number;
  /** Should be `0x` and 128 hexadecimal digits. */
  readonly signature: string;
}

/** Returns the claim, `unsigned` without any of the headers, or `malformed` for a part of them, twice or out of form. */
export function readAnswerClaim(headers: RequestHead["headers"]): AnswerClaim | "unsigned" | "malformed" {
  const [hotkey, signedAt, signature] = Object.values(answerHeaders).map(
    (name) => headers[name.toLowerCase()],
  );
  if (hotkey === undefined && signedAt === undefined && signature === undefined) return "unsigned";
  if (typeof hotkey !== "string" || typeof signature !== "string") return "malformed";
  if (typeof signedAt !== "string" || !signedAtPattern.test(signedAt)) return "malformed";
  const signedAtMs = Number(signedAt);
  // Only the one way to write it: the message is made from the number.
  return String(signedAtMs) === signedAt ? { hotkey, signedAtMs, signature } : "malformed";
}
