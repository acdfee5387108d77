/** The first of them is a horizon before the end of the window, the others go back from there by so many days. */
const STEP_DAYS = 7;
/** So much of the window must have passed before a day, or there is too little that an address could have done. */
const LEAST_PAST_DAYS = 45;
/** A longer window is looked at in longer steps. */
const MOST_DAYS = 18;

/**
 * Returns how many days before the end of its window a batch is looked at in hindsight, newest first: from each of these
 * days on, the horizon has passed within the window. None where the window is too short.
 */
export function earlierDays(windowDays: number, horizonDays: number): number[] {
  const span = windowDays - LEAST_PAST_DAYS - horizonDays;
  if (span < 0) return [];
  const step = Math.max(STEP_DAYS, Math.ceil((span + 1) / MOST_DAYS));
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => horizonDays + index * step);
}
