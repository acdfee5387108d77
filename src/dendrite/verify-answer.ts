import { answerMessage, readAnswerClaim } from "../protocol/answer/answer-signature.ts";
import type { RequestHead } from "../protocol/scheme.ts";
import { bodySha256 } from "../protocol/signed-text.ts";
import { verifySignature } from "../wallet/verify-signature.ts";

/** Whether an answer is what its sender said. */
export type AnswerSignature =
  /** `hotkey` signed exactly this body, at `signedAtMs` by its own clock. */
  | { readonly outcome: "valid"; readonly hotkey: string; readonly signedAtMs: number }
  | { readonly outcome: "unsigned" }
  /** It names another hotkey than the one that was asked. */
  | { readonly outcome: "wrong_hotkey"; readonly hotkey: string }
  /** Its headers are out of form, or the named hotkey did not sign this. */
  | { readonly outcome: "invalid" };

/**
 * Returns whether an answer carries the signature of the axon that was asked.
 *
 * @param expected the SS58 address of that axon's hotkey; without one, any signer will do and is told.
 */
export function verifyAnswer(
  { headers, body }: { readonly headers: RequestHead["headers"]; readonly body: Uint8Array },
  expected: string | undefined,
): AnswerSignature {
  const claim = readAnswerClaim(headers);
  if (claim === "unsigned") return { outcome: "unsigned" };
  if (claim === "malformed") return { outcome: "invalid" };
  const { hotkey, signedAtMs, signature } = claim;
  if (expected !== undefined && hotkey !== expected) return { outcome: "wrong_hotkey", hotkey };
  const message = answerMessage({ hotkey, signedAtMs, bodySha256: bodySha256(body) });
  return verifySignature({ address: hotkey, message, signature })
    ? { outcome: "valid", hotkey, signedAtMs }
    : { outcome: "invalid" };
}
