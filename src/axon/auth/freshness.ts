import { Refusal } from "../../protocol/refusal.ts";
import type { Claim } from "../../protocol/scheme.ts";

/** What the server honours at most, whatever scheme and caller allow. In milliseconds. */
export interface FreshnessCaps {
  readonly maxAgeMs: number;
  readonly maxAheadMs: number;
}

/** What the Python axon allows beyond the caller's own timeout (facts: bittensor 1.7). */
const synapseAllowanceMs = 4_000;

/** Returns the caps for the longest timeout that is honoured and the furthest a caller's clock may be ahead. */
export function freshnessCaps({ maxTimeoutSeconds, maxAheadSeconds }: CapSettings): FreshnessCaps {
  return { maxAgeMs: synapseAllowanceMs + maxTimeoutSeconds * 1000, maxAheadMs: maxAheadSeconds * 1000 };
}

export interface CapSettings {
  readonly maxTimeoutSeconds: number;
  readonly maxAheadSeconds: number;
}

/**
 * Throws Refusal `stale` or `future` unless the request was sent within the scheme's window and the server's. A window
 * or a time that is not a number is never fresh: a timeout of `nan` switches the reference's test off.
 */
export function requireFresh(
  { scheme, sentAtMs, maxAgeMs, maxAheadMs }: Pick<Claim, "scheme" | "sentAtMs" | "maxAgeMs" | "maxAheadMs">,
  nowMs: number,
  caps: FreshnessCaps,
): void {
  const ageMs = nowMs - sentAtMs;
  const allowedAgeMs = capped(maxAgeMs, caps.maxAgeMs);
  const isYoung = allowedAgeMs > 0 && ageMs < allowedAgeMs;
  if (!isYoung) throw new Refusal("stale", textOfStale(scheme, ageMs, allowedAgeMs));
  const allowedAheadMs = capped(maxAheadMs, caps.maxAheadMs);
  if (-ageMs <= allowedAheadMs) return;
  throw new Refusal(
    "future",
    `Request is ${seconds(-ageMs)} seconds ahead of our clock: at most ${seconds(allowedAheadMs)} are accepted`,
  );
}

/** Returns the smaller, never below zero; zero for what is not a number. */
function capped(value: number, cap: number): number {
  return value > 0 ? Math.min(value, cap) : 0;
}

/** The sentences that callers of these schemes know (facts: bittensor 1.7 and 4.2). */
function textOfStale(scheme: Claim["scheme"], ageMs: number, allowedMs: number): string {
  if (scheme === "epistula") return "Request is too stale";
  return `Nonce is too old: acceptable delta is ${seconds(allowedMs)} seconds but request was ${seconds(ageMs)} seconds old`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}
