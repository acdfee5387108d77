import { hash } from "node:crypto";
import type { Claim } from "../../../protocol/scheme.ts";

/** What is kept of an accepted request. */
export interface ReplayEntry {
  /** 16 bytes of a SHA-256 over scheme, hotkey and replay key, one character a byte. */
  readonly key: string;
  /** Milliseconds since the Unix epoch, by the caller's clock. */
  readonly sentAtMs: number;
}

export const replayKeyBytes = 16;

/** Returns the entry of a claim: the same one for a request of the same hotkey, scheme and replay key only. */
export function replayEntryOf({ scheme, hotkey, replayKey, sentAtMs }: ReplayClaim): ReplayEntry {
  const digest = hash("sha256", `${scheme}\n${hotkey}\n${replayKey}`, "buffer");
  return { key: digest.toString("latin1", 0, replayKeyBytes), sentAtMs };
}

export type ReplayClaim = Pick<Claim, "scheme" | "hotkey" | "replayKey" | "sentAtMs">;
