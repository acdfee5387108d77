import type { BlockRef } from "./head.ts";

/** The highest finalized block that was seen, and when. */
export interface HighWater extends BlockRef {
  readonly seenAtMs: number;
}

/** A node that is behind is given this long to catch up before its view becomes the truth: a chain was reset. */
const patienceMs = 300_000;

/** Returns the high-water mark now that a node shows this head. */
export function raise(mark: HighWater | undefined, head: BlockRef, nowMs: number): HighWater {
  if (mark === undefined || head.number >= mark.number) return { ...head, seenAtMs: nowMs };
  return nowMs - mark.seenAtMs > patienceMs ? { ...head, seenAtMs: nowMs } : mark;
}

/**
 * Returns whether a node lags behind what was already final: what it says of registrations would be old news, and
 * one that is newer than its head would seem to be gone.
 */
export function isBehind(mark: HighWater, head: BlockRef): boolean {
  return head.number < mark.number;
}
