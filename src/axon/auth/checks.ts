import type { RefusalReason } from "../../protocol/refusal.ts";

/** One of the checks between the network and a route's handler. */
export interface Check {
  readonly step: "claim" | "admission" | "proof" | "body";
  readonly checks: string;
  /** What a request that fails it is refused as. */
  readonly reasons: readonly RefusalReason[];
}

/**
 * Every check of authentication and admission in the order in which it is made: the cheaper, the earlier. Limits and
 * bans come before the first of them; nothing is kept of a request before its signature was found good.
 */
export const checksInOrder: readonly Check[] = [
  {
    step: "claim",
    checks: "Headers of exactly one scheme that is switched on",
    reasons: ["unsigned", "malformed"],
  },
  { step: "claim", checks: "Each header in its form", reasons: ["malformed"] },
  { step: "claim", checks: "The receiver is this hotkey", reasons: ["wrong_receiver"] },
  { step: "claim", checks: "Sent within the window of the scheme and ours", reasons: ["stale", "future"] },
  { step: "claim", checks: "The hotkey is an address with a right checksum", reasons: ["malformed"] },
  { step: "admission", checks: "Hotkey, coldkey and address are not denied", reasons: ["forbidden"] },
  { step: "admission", checks: "The subnet was read lately", reasons: ["metagraph_stale"] },
  { step: "admission", checks: "The hotkey is registered", reasons: ["unregistered"] },
  { step: "admission", checks: "It has permit and stake, or is allowed by name", reasons: ["forbidden"] },
  {
    step: "proof",
    checks: "Not accepted before, as far as memory reaches",
    reasons: ["replayed", "replay_unknown"],
  },
  { step: "proof", checks: "The hotkey signed message, body and receiver", reasons: ["bad_signature"] },
  { step: "proof", checks: "Remembered on disk before it is accepted", reasons: ["replay_unknown"] },
  {
    step: "body",
    checks: "Fields have the signed hash, and name no other caller",
    reasons: ["body_mismatch"],
  },
];
