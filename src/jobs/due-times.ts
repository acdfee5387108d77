import type { JobDefinition } from "./job.ts";

/** A time of a schedule that has come. */
export interface DueTime {
  readonly scheduledForMs: number;
  readonly target: string;
  /** catch-up: nobody was there at the time itself. */
  readonly trigger: "schedule" | "catch-up";
}

/** Later than this, a run is one that was missed. */
export const punctualMs = 5 * 60_000;

/** So many times are looked at, a day and a half of minutes; who was away for longer makes up for less. */
const mostTimes = 2_000;

/**
 * Returns the times of a job's schedule after `afterMs` that have come, oldest first: the last, if it is punctual,
 * and as many missed ones as are made up for. Of times with the same target the last counts.
 */
export function dueTimes(
  { schedule, catchUpAtMost, targetOf }: JobDefinition,
  { afterMs, nowMs }: { afterMs: number; nowMs: number },
): DueTime[] {
  if (schedule === undefined) return [];
  const due: DueTime[] = [];
  let missed = 0;
  let timeMs = schedule.lastUpTo(nowMs, afterMs);
  for (let looked = 0; timeMs !== undefined && looked < mostTimes; looked++) {
    const isMissed = nowMs - timeMs > punctualMs;
    if (isMissed && missed >= catchUpAtMost) break;
    const target = targetOf(timeMs);
    if (!due.some((later) => later.target === target)) {
      due.push({ scheduledForMs: timeMs, target, trigger: isMissed ? "catch-up" : "schedule" });
      if (isMissed) missed += 1;
    }
    timeMs = schedule.lastUpTo(timeMs - 1, afterMs);
  }
  return due.reverse();
}
