import { setTimeout as delay } from "node:timers/promises";

/** Time as a dependency, so that tests tick it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Milliseconds since some moment: they go on evenly, whatever the clock is set to. */
  steady(): number;
  /** Resolves after `durationMs`, rejects with an AbortError when the signal fires first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Returns the date in UTC, as 2025-08-01. */
export function utcDate(clock: Pick<Clock, "now">): string {
  return utcDateOf(clock.now());
}

/** Returns the date in UTC of a time in milliseconds since the Unix epoch, as 2025-08-01. */
export function utcDateOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, "YYYY-MM-DD".length);
}

/** Returns the milliseconds since a moment of the clock, at least 0: it may have been set back since. */
export function elapsedMs(clock: Pick<Clock, "now">, sinceMs: number): number {
  return Math.max(0, clock.now() - sinceMs);
}

/** Returns the machine's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    steady: () => performance.now(),
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal });
    },
  };
}
