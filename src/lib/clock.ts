import { setTimeout as delay } from "node:timers/promises";

/** Time as a dependency, so that tests tick it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `durationMs`, rejects with an AbortError when the signal fires first. */
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>;
}

/** Returns the machine's clock. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal });
    },
  };
}
