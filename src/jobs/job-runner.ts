import type { Startable } from "../lib/lifecycle.ts";

/** What became of a run, or how far it is: waiting is for its input or for its turn. */
export type JobOutcome = "succeeded" | "failed" | "skipped" | "cancelled" | "running" | "waiting";

/** One run of a job. Times are milliseconds since the Unix epoch. */
export interface JobRun {
  readonly id: string;
  readonly job: string;
  /** The network that it is for; empty for none. */
  readonly scope: string;
  /** schedule: at its time; catch-up: its time passed unused; manual: someone asked; chained: another run's success. */
  readonly trigger: "schedule" | "catch-up" | "manual" | "chained";
  readonly scheduledForMs: number;
  readonly startedAtMs: number;
  /** Undefined while it runs or waits. */
  readonly endedAtMs: number | undefined;
  readonly outcome: JobOutcome;
  /** What it did, by name: rows, batches, models. */
  readonly counts: Readonly<Record<string, number>>;
  /** Why it failed or was left out. */
  readonly error: { readonly code: string; readonly message: string } | undefined;
  /** What it was about: a processing date, for example; empty for nothing in particular. */
  readonly target: string;
}

/** A job as it stands. */
export interface JobState {
  readonly job: string;
  readonly scope: string;
  /** Cron text; empty for a job that only others start. */
  readonly schedule: string;
  readonly timeZone: string;
  readonly nextRunMs: number | undefined;
  /** The run that runs or waits. */
  readonly current: JobRun | undefined;
  /** The newest run that ended. */
  readonly last: JobRun | undefined;
}

/** Runs jobs on their schedules, and tells what became of them. */
export interface JobRunner extends Startable {
  /** Returns every job, in the order of their definition. */
  list(): readonly JobState[];
  /** Returns runs, the newest first. */
  history(options?: { readonly job?: string; readonly limit?: number }): readonly JobRun[];
  /** Starts a job now. Throws USAGE_INVALID for a job that there is not, LOCKED for one that is under way. */
  run(job: string, scope: string): JobRun;
  /** Cancels the run that runs or waits; returns false when there is no such run. */
  cancel(id: string): boolean;
  /** Calls the listener at every change of a run, until the returned function is called. */
  onChange(listener: (run: JobRun) => void): () => void;
}
