export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** A stretch of time, [fromMs, untilMs) in milliseconds since the Unix epoch, both at 00:00 UTC. */
export interface Period {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Returns the start of a date (YYYY-MM-DD, UTC) in milliseconds. */
export function startOfDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** Returns the start of the UTC day of an instant, in milliseconds. */
export function startOfDay(atMs: number): number {
  return Math.floor(atMs / DAY_MS) * DAY_MS;
}

/** Returns what a batch looks back on: the days before its date, the date itself left out (facts: aml-risk 1.3). */
export function windowBefore(date: string, windowDays: number): Period {
  const untilMs = startOfDate(date);
  return { fromMs: untilMs - windowDays * DAY_MS, untilMs };
}

/** Returns the hour of the day in UTC, 0 to 23. */
export function hourOf(atMs: number): number {
  return Math.floor((atMs % DAY_MS) / HOUR_MS);
}

/** Returns the day of the week in UTC, Monday 0 to Sunday 6. */
export function weekdayOf(atMs: number): number {
  // The epoch was a Thursday.
  return (Math.floor(atMs / DAY_MS) + 3) % 7;
}
