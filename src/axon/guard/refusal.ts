import type { Exceeded, LimitReason } from "./limits.ts";

/** What is banned or cools down: an address (an IPv6 one with its whole /64) or a hotkey. */
export type SubjectKind = "ip" | "hotkey";

/** Why the guard turned a request away; the label under which it is counted. */
export type GuardReason = `${SubjectKind}_${"blacklisted" | "cooldown"}` | LimitReason;

/** A whole answer to a request that the guard turns away. The body is JSON. */
export interface GuardRefusal {
  readonly reason: GuardReason;
  readonly status: 403 | 429;
  /** For `Retry-After`: at least 1; without one, to come back is no use. */
  readonly retryAfterSeconds?: number;
  readonly body: Buffer;
}

/** The answers to whoever is banned, made once: a ban must cost nothing to enforce. */
export const blacklisted: Readonly<Record<SubjectKind, GuardRefusal>> = {
  ip: refuseForGood("ip_blacklisted", "Your IP has been blacklisted"),
  hotkey: refuseForGood("hotkey_blacklisted", "Your hotkey has been blacklisted"),
};

/** Returns the answer to a request that came during a cooldown of this length yet. */
export function coolingDown(kind: SubjectKind, leftMs: number): GuardRefusal {
  const reason = `${kind}_cooldown` as const;
  const seconds = wholeSeconds(leftMs);
  const fields = {
    retry_after: seconds,
    cooldown_type: reason,
    cooldown_remaining_seconds: seconds,
    message: `You are in cooldown. Try again in ${seconds} seconds`,
  };
  return { reason, status: 429, retryAfterSeconds: seconds, body: bodyOf(reason, fields) };
}

/** Returns the answer to a request that came too soon after others. */
export function rateLimited({ reason, retryAfterMs }: Exceeded): GuardRefusal {
  const seconds = wholeSeconds(retryAfterMs);
  const body = bodyOf("rate_limited", { retry_after: seconds, message: `Rate limited: ${reason}` });
  return { reason, status: 429, retryAfterSeconds: seconds, body };
}

function refuseForGood(reason: GuardReason, message: string): GuardRefusal {
  return { reason, status: 403, body: bodyOf(reason, { message }) };
}

/** Rounded up: who waits as long as he was told must not be refused again. */
function wholeSeconds(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 1_000));
}

function bodyOf(error: string, fields: Readonly<Record<string, string | number>>): Buffer {
  return Buffer.from(JSON.stringify({ success: false, error, ...fields }));
}
