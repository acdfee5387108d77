import { Refusal } from "../protocol/refusal.ts";
import { bodyHashOf } from "../protocol/synapse/body-hash.ts";
import type { Passage } from "./gate.ts";

/** What the Synapse scheme signs where there are no fields. */
const emptyBodyHash = bodyHashOf({ hashFields: [] }, new Map());

/**
 * Lets through a request to an endpoint without fields only when there is nothing in it that the signature does not
 * cover. Throws Refusal `body_mismatch`.
 */
export function requireUnboundBody({ binding, body }: Passage): void {
  const isCovered =
    binding.kind === "bytes" ||
    (body.length === 0 && (binding.kind === "none" || binding.bodyHash === emptyBodyHash));
  if (!isCovered)
    throw new Refusal("body_mismatch", "The signature is over a body that this endpoint does not take");
}
