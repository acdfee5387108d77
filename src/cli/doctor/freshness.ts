const dayMs = 86_400_000;
/** A day's batch and the source's usual delay. */
const freshDays = 2;

/** Returns how many whole days ago a date began, in UTC. */
export function ageInDays(date: string, nowMs: number): number {
  return Math.floor((nowMs - Date.parse(date)) / dayMs);
}

/** Returns whether a newest batch of this date is as new as can be expected. */
export function isFresh(date: string, nowMs: number): boolean {
  return ageInDays(date, nowMs) <= freshDays;
}
