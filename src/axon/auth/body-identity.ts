import { Refusal } from "../../protocol/refusal.ts";
import type { VerifiedCaller } from "./authenticator.ts";

/**
 * Throws Refusal `body_mismatch` when a body names another hotkey than the one that signed. Who called is known from
 * the signature alone; bodies repeat it unsigned in some schemes, and handlers of the reference believe them (facts:
 * sparket 1.3). A body that names nobody contradicts nobody.
 *
 * @param bodyHotkey what the body says: a Synapse's `dendrite.hotkey`; undefined or null when it says nothing.
 */
export function refuseContradiction({ hotkey }: VerifiedCaller, bodyHotkey: unknown): void {
  if (bodyHotkey === undefined || bodyHotkey === null || bodyHotkey === hotkey) return;
  throw new Refusal("body_mismatch", "The body names another hotkey than the signature does");
}
