import type { JobDefinition, JobResult, WorkRequest } from "../../src/jobs/job.ts";
import type { JobRun } from "../../src/jobs/job-runner.ts";
import { JobLedger } from "../../src/jobs/ledger/job-ledger.ts";
import { parseSchedule } from "../../src/jobs/schedule.ts";
import { ScheduledJobs } from "../../src/jobs/scheduled-jobs.ts";
import { FakeClock } from "./fake-clock.ts";
import { recordingLogger, type RecordingLogger } from "./log.ts";
import { until } from "./until.ts";

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** A job that succeeds daily at half past midnight, unless a test says otherwise. */
export function aJob(overrides: Partial<JobDefinition> = {}): JobDefinition {
  return {
    job: "ingest",
    scope: "torus",
    schedule: parseSchedule({ text: "30 0 * * *", timeZone: "UTC" }),
    lane: "torus",
    isHeavy: true,
    catchUpAtMost: 3,
    patience: {
      isInputMissing: ({ code }) => code === "SOURCE_NOT_FOUND",
      isPassing: ({ severity }) => severity === "retryable",
      deadlineMs: 20 * hourMs,
      firstWaitMs: 60_000,
      longestWaitMs: 900_000,
    },
    targetOf: (timeMs) => new Date(timeMs).toISOString().slice(0, 10),
    work: () => Promise.resolve(success),
    ...overrides,
  };
}

export const success: JobResult = { outcome: "succeeded", counts: { rows: 1 } };

/** Work that goes on until a test ends it. */
export interface HeldWork {
  readonly work: JobDefinition["work"];
  /** What has been begun. */
  readonly targets: string[];
  /** Ends the oldest that is still under way. */
  finish(result?: JobResult): void;
}

/** Returns work that ends when it is told to, or cancelled. */
export function heldWork(): HeldWork {
  const targets: string[] = [];
  const pending: ((result: JobResult) => void)[] = [];
  return {
    targets,
    work: ({ target, signal }: WorkRequest) =>
      new Promise<JobResult>((resolve, reject) => {
        targets.push(target);
        pending.push(resolve);
        signal.addEventListener("abort", () => reject(new DOMException("Aborted", "AbortError")));
      }),
    finish: (result = success) => pending.shift()?.(result),
  };
}

/** A runner on a clock and a ledger file of a test. */
export interface TestJobs {
  readonly jobs: ScheduledJobs;
  readonly clock: FakeClock;
  readonly logger: RecordingLogger;
  /** Resolves once this many runs have ended, in all. */
  readonly ended: (count: number) => Promise<readonly JobRun[]>;
  /** Resolves once a job works. */
  readonly works: (job?: string) => Promise<void>;
  /** Resolves once a job waits for what it could not do yet. */
  readonly waits: (job?: string) => Promise<void>;
}

export function createJobs(
  path: string,
  definitions: readonly JobDefinition[],
  { clock = new FakeClock(), heavyAtOnce = 1 }: { clock?: FakeClock; heavyAtOnce?: number } = {},
): TestJobs {
  const logger = recordingLogger();
  const ledger = new JobLedger(path, logger);
  const jobs = new ScheduledJobs({ ledger, clock, logger }, { jobs: definitions, heavyAtOnce });
  const subscribe = (tell: () => void) => jobs.onChange(tell);
  const past = () => jobs.history().filter(({ endedAtMs }) => endedAtMs !== undefined);
  const reaches = (isThere: (run: JobRun) => boolean, name?: string) =>
    until(subscribe, () =>
      jobs
        .list()
        .some(({ job, current }) => (name ?? job) === job && current !== undefined && isThere(current)),
    );
  return {
    jobs,
    clock,
    logger,
    ended: async (count) => {
      await until(subscribe, () => past().length >= count);
      return past().toReversed();
    },
    works: (job) => reaches((run) => run.outcome === "running", job),
    waits: (job) => reaches((run) => run.outcome === "waiting" && run.error !== undefined, job),
  };
}
