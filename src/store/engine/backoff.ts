/** The first restart comes quickly: most deaths are single ones. */
const firstDelayMs = 250;
const maxDelayMs = 5_000;
/** An engine that ran so long has recovered from whatever killed the one before it. */
const stableAfterMs = 60_000;

/** Returns how long to wait before the next start, after so many failures in a row (1 for the first). */
export function restartDelayMs(failures: number): number {
  return Math.min(maxDelayMs, firstDelayMs * 2 ** Math.max(0, failures - 1));
}

/** Returns the number of failures in a row, now that an engine ended that had run for `ranMs`. */
export function countFailures(previous: number, ranMs: number): number {
  return ranMs >= stableAfterMs ? 1 : previous + 1;
}
