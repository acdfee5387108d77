const millisecondsPerDay = 86_400_000;

/** Returns the days from 1970 to a date like 2025-08-01. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / millisecondsPerDay;
}

/** Returns the date so many days after 1970-01-01, as 2025-08-01. */
export function isoDate(day: number): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, "2025-08-01".length);
}
