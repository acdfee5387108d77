import type { Clock } from "../lib/clock.ts";

/** Waits, and returns whether the time passed; false when the signal ended the wait. */
export async function pause(clock: Clock, durationMs: number, signal: AbortSignal): Promise<boolean> {
  try {
    await clock.sleep(durationMs, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
