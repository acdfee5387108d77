import type { EventLog } from "./event-log.ts";

/** Under which rule a request came too often; the reference's words (facts: sparket 2.2). */
export type LimitReason = `${"ip" | "hotkey" | "global"}_rate_limit_per_${"second" | "minute"}`;

/** So many requests in a rolling window. */
export interface Limit {
  readonly reason: LimitReason;
  /** 0 switches the limit off. */
  readonly most: number;
  readonly windowMs: number;
}

/** A limit that one more request would exceed. */
export interface Exceeded {
  readonly reason: LimitReason;
  /** Until no limit is in the way of one request any more. */
  readonly retryAfterMs: number;
}

/** Returns the two limits of a scope, in the order in which they are checked. */
export function limitsOf(
  scope: "ip" | "hotkey" | "global",
  { perSecond, perMinute }: { readonly perSecond: number; readonly perMinute: number },
): readonly Limit[] {
  return [
    { reason: `${scope}_rate_limit_per_second`, most: perSecond, windowMs: 1_000 },
    { reason: `${scope}_rate_limit_per_minute`, most: perMinute, windowMs: 60_000 },
  ];
}

/** Returns how many times a log must hold for these limits. */
export function capacityFor(limits: readonly Limit[]): number {
  return Math.max(...limits.map(({ most }) => most));
}

/**
 * Returns the first limit that a request now would exceed, if any. Exact: a request is refused when as many as are
 * allowed were recorded within (now - window, now] (facts: sparket 2.2). Only requests that pass are recorded.
 *
 * Own code because the known library for it, rate-limiter-flexible, counts in fixed windows (twice the limit fits
 * around a window's end), answers by promise alone, keeps a timer for each key and reads the machine's clock.
 */
export function findExceeded(log: EventLog, limits: readonly Limit[], nowMs: number): Exceeded | undefined {
  const waits = limits.map(({ most, windowMs }) => log.millisecondsUntilBelow(most, windowMs, nowMs));
  const first = limits.find((_, place) => waits[place] !== 0);
  return first === undefined ? undefined : { reason: first.reason, retryAfterMs: Math.max(...waits) };
}
