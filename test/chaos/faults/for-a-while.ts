import { setTimeout as delay } from "node:timers/promises";

/** Resolves to true after so many seconds, to false when the signal fires before. */
export async function forAWhile(seconds: number, signal: AbortSignal): Promise<boolean> {
  return delay(seconds * 1_000, undefined, { signal }).then(
    () => true,
    () => false,
  );
}
