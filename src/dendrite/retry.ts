import type { IncomingHttpHeaders } from "node:http";
import type { Exchange } from "./exchange.ts";

/** Methods that change nothing, however often they arrive. */
const safeMethods = new Set(["GET", "HEAD"]);

/** Statuses that say "later". */
const laterStatuses = new Set([429, 503]);

const deltaSecondsPattern = /^\d{1,9}$/;
/** Only the form that senders must use (RFC 9110 5.6.7): Date reads much else, even "-1". */
const datePattern = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

export interface Attempt {
  readonly method: string;
  /** 1 for the first. */
  readonly number: number;
  readonly exchange: Exchange;
  /** Until the call's deadline. */
  readonly remainingMs: number;
  readonly nowMs: number;
}

export interface RetrySettings {
  readonly maxAttempts: number;
  readonly firstBackoffMs: number;
}

/**
 * Returns how long to wait before the request is made again, or undefined when it is not: only what is safe to arrive
 * twice is repeated, or what never left, and never beyond the deadline.
 */
export function findRetryDelay(attempt: Attempt, settings: RetrySettings): number | undefined {
  const { number, exchange, remainingMs } = attempt;
  if (number >= settings.maxAttempts || !mayRepeat(attempt)) return undefined;
  const asked = exchange.kind === "received" ? findRetryAfterMs(exchange.headers, attempt.nowMs) : undefined;
  const delayMs = asked ?? settings.firstBackoffMs * 2 ** (number - 1);
  return delayMs < remainingMs ? delayMs : undefined;
}

function mayRepeat({ method, exchange }: Attempt): boolean {
  const isSafe = safeMethods.has(method);
  if (exchange.kind === "received") return isSafe && laterStatuses.has(exchange.status);
  if (exchange.kind === "unreachable") return isSafe || exchange.sent === "never";
  // What came whole would come the same again.
  return exchange.kind === "bad_answer" && exchange.brokeOff && isSafe;
}

/** Returns how long the other side asks to be left alone: seconds, or a date (RFC 9110 10.2.3). */
export function findRetryAfterMs(headers: IncomingHttpHeaders, nowMs: number): number | undefined {
  const text = headers["retry-after"];
  if (text === undefined) return undefined;
  if (deltaSecondsPattern.test(text)) return Number(text) * 1_000;
  const atMs = datePattern.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
