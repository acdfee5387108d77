import type { NeuronError } from "../lib/errors.ts";
import type { Patience } from "./job.ts";

/** A run that is late, made up for or asked for, gets over a short outage all the same. */
export const outagePatienceMs = 30 * 60_000;

export interface Attempt {
  readonly scheduledForMs: number;
  readonly startedAtMs: number;
  readonly nowMs: number;
  /** How many attempts have failed before this one. */
  readonly failedBefore: number;
}

/** Returns how long a run waits after an error before it tries again, in milliseconds, or undefined to give up. */
export function waitAfter(error: NeuronError, attempt: Attempt, patience: Patience): number | undefined {
  const deadlineMs = deadlineAfter(error, attempt, patience);
  if (deadlineMs === undefined || attempt.nowMs >= deadlineMs) return undefined;
  const backoffMs = Math.min(patience.firstWaitMs * 2 ** attempt.failedBefore, patience.longestWaitMs);
  return Math.min(backoffMs, deadlineMs - attempt.nowMs);
}

function deadlineAfter(
  error: NeuronError,
  { scheduledForMs, startedAtMs }: Attempt,
  patience: Patience,
): number | undefined {
  const inTimeMs = scheduledForMs + patience.deadlineMs;
  if (patience.isPassing(error)) return Math.max(inTimeMs, startedAtMs + outagePatienceMs);
  return patience.isInputMissing(error) ? inTimeMs : undefined;
}
