import type { JobRun } from "./job-runner.ts";

/** The code of a run that did not end by itself: the process died or was stopped. */
export const interruptedCode = "INTERRUPTED";

/** A run that takes the process down with it is not tried for ever. */
const mostAttempts = 3;

/** Returns the run as it is recorded when its process has died. */
export function asInterrupted(run: JobRun, nowMs: number): JobRun {
  return {
    ...run,
    endedAtMs: Math.max(nowMs, run.startedAtMs),
    outcome: "failed",
    error: { code: interruptedCode, message: "The neuron ended during the run" },
  };
}

/**
 * Returns the runs of the last process that are to be done again, oldest first: those that it did not bring to an
 * end, but for what someone asked for, and for what the process died in several times.
 *
 * @param runs in the order in which they started; of one job.
 */
export function runsToRepeat(runs: readonly JobRun[]): JobRun[] {
  const repeated = new Map<string, JobRun>();
  for (const run of runs) {
    const { trigger, target } = run;
    if (run.error?.code !== interruptedCode) repeated.delete(target);
    else if (trigger !== "manual") repeated.set(target, run);
  }
  return [...repeated.values()].filter((run) => attemptsAt(runs, run) < mostAttempts);
}

/** Those that the process died in: a stop is nobody's fault. */
function attemptsAt(runs: readonly JobRun[], { target, scheduledForMs }: JobRun): number {
  return runs.filter(
    ({ outcome, error, ...run }) =>
      run.target === target &&
      run.scheduledForMs === scheduledForMs &&
      outcome === "failed" &&
      error?.code === interruptedCode,
  ).length;
}
