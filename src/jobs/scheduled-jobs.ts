import type { Clock } from "../lib/clock.ts";
import { messageOf, NeuronError } from "../lib/errors.ts";
import type { Logger } from "../lib/logger.ts";
import { dueTimes } from "./due-times.ts";
import { asInterrupted, runsToRepeat } from "./interrupted.ts";
import type { JobDefinition } from "./job.ts";
import type { JobRun, JobRunner, JobState } from "./job-runner.ts";
import { JobQueue, type QueueDeps } from "./job-queue.ts";
import { jobKey, type History } from "./ledger/history.ts";
import { mostRuns, type JobLedger } from "./ledger/job-ledger.ts";
import { Turns } from "./turns.ts";

export interface ScheduledJobsDeps {
  readonly ledger: JobLedger;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ScheduledJobsSettings {
  readonly jobs: readonly JobDefinition[];
  /** Heavy runs at a time, of all lanes. */
  readonly heavyAtOnce: number;
}

/** Timers stand still while a machine sleeps, and know nothing of a clock that is set: so often time is looked at. */
const longestSleepMs = 30_000;
/** What was done this far in the future was done by a wrong clock. */
const wrongClockMs = 2 * 24 * 60 * 60 * 1_000;

/**
 * Runs jobs on their schedules. A time that has come is found by comparing the clock with the ledger, so that it is
 * neither missed nor used twice when the process restarts, the machine sleeps or the clock is set.
 */
export class ScheduledJobs implements JobRunner {
  readonly name = "jobs";
  readonly #deps: ScheduledJobsDeps;
  readonly #queues: readonly JobQueue[];
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(run: JobRun) => void>();
  readonly #handledUpToMs = new Map<string, number>();
  #ended: JobRun[] = [];
  #keeping: Promise<void> | undefined;
  #isOpen = false;

  constructor(deps: ScheduledJobsDeps, { jobs, heavyAtOnce }: ScheduledJobsSettings) {
    const turns = new Turns({ heavyAtOnce });
    const queueDeps: QueueDeps = {
      ...deps,
      turns,
      stopping: this.#stopping.signal,
      onChange: (run) => this.#tell(run),
      onFollowUp: ({ job, target }, { scope, depth }) => {
        const queue = this.#find(job, scope);
        const scheduledForMs = deps.clock.now();
        queue?.add({ trigger: "chained", target, scheduledForMs, depth });
      },
    };
    this.#deps = deps;
    this.#queues = jobs.map((job) => new JobQueue(queueDeps, job));
  }

  async start(signal: AbortSignal): Promise<void> {
    const { ledger } = this.#deps;
    this.#restore(await ledger.open());
    this.#isOpen = true;
    const stop = AbortSignal.any([signal, this.#stopping.signal]);
    stop.addEventListener("abort", () => this.#stopping.abort(), { once: true });
    this.#keeping = this.#keepTime(stop);
  }

  /** Cancels what runs and resolves once it has ended. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
    await Promise.all(this.#queues.map((queue) => queue.idle()));
    if (this.#isOpen) await this.#deps.ledger.close();
    this.#isOpen = false;
  }

  list(): readonly JobState[] {
    return this.#queues.map(({ definition, current }) => {
      const { job, scope, schedule } = definition;
      const handledMs = this.#handledUpToMs.get(jobKey(definition)) ?? this.#deps.clock.now();
      return {
        job,
        scope,
        schedule: schedule?.text ?? "",
        timeZone: schedule?.timeZone ?? "",
        nextRunMs: schedule?.nextAfter(Math.max(handledMs, this.#deps.clock.now())),
        current,
        last: this.#ended.findLast((run) => run.job === job && run.scope === scope),
      };
    });
  }

  history({ job, limit = mostRuns }: { readonly job?: string; readonly limit?: number } = {}): JobRun[] {
    const current = this.#queues.flatMap((queue) => queue.current ?? []);
    return [...this.#ended, ...current]
      .filter((run) => job === undefined || run.job === job)
      .reverse()
      .sort((one, other) => other.startedAtMs - one.startedAtMs)
      .slice(0, limit);
  }

  run(job: string, scope: string): JobRun {
    const queue = this.#find(job, scope);
    if (queue === undefined) {
      const known = this.#queues.map(({ definition }) => `${definition.job} ${definition.scope}`.trim());
      throw new NeuronError(
        "USAGE_INVALID",
        `There is no job ${`${job} ${scope}`.trim()}. There are: ${known.join(", ")}`,
        { context: { job, scope } },
      );
    }
    const scheduledForMs = this.#deps.clock.now();
    return queue.runNow({
      trigger: "manual",
      target: queue.definition.targetOf(scheduledForMs),
      scheduledForMs,
    });
  }

  cancel(id: string): boolean {
    return this.#queues.some((queue) => queue.cancel(id));
  }

  onChange(listener: (run: JobRun) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #find(job: string, scope: string): JobQueue | undefined {
    return this.#queues.find(({ definition }) => definition.job === job && definition.scope === scope);
  }

  #tell(run: JobRun): void {
    if (run.endedAtMs !== undefined) this.#ended = [...this.#ended, run].slice(-mostRuns);
    for (const listener of this.#listeners) {
      try {
        listener(run);
      } catch (error) {
        this.#deps.logger.error("Listener of jobs failed", { job: run.job, reason: messageOf(error) });
      }
    }
  }

  /** Takes up where the last process ended: what it left unfinished has failed, and is done again. */
  #restore({ runs, handledUpToMs }: History): void {
    const { clock, ledger } = this.#deps;
    const nowMs = clock.now();
    const settled = runs.map((run) => (run.endedAtMs === undefined ? asInterrupted(run, nowMs) : run));
    for (const [place, run] of settled.entries()) {
      if (run !== runs[place]) void ledger.append({ run });
    }
    this.#ended = settled.slice(-mostRuns);
    for (const queue of this.#queues) {
      if (queue.definition.schedule === undefined) continue;
      const key = jobKey(queue.definition);
      const handledMs = handledUpToMs.get(key);
      if (handledMs === undefined) this.#watchFrom(queue.definition, nowMs);
      else this.#handledUpToMs.set(key, handledMs);
      for (const { target, scheduledForMs } of runsToRepeat(settled.filter((run) => jobKey(run) === key))) {
        queue.add({ trigger: "catch-up", target, scheduledForMs });
      }
    }
  }

  #watchFrom(definition: JobDefinition, sinceMs: number): void {
    const { job, scope } = definition;
    this.#handledUpToMs.set(jobKey(definition), sinceMs);
    void this.#deps.ledger.append({ watch: { job, scope, sinceMs } });
  }

  async #keepTime(signal: AbortSignal): Promise<void> {
    const { clock } = this.#deps;
    while (!signal.aborted) {
      const nextMs = Math.min(...this.#queues.map(({ definition }) => this.#addDue(definition)));
      const sleepMs = Math.min(Math.max(nextMs - clock.now(), 1), longestSleepMs);
      await clock.sleep(sleepMs, signal).catch(() => undefined);
    }
  }

  /** Queues what is due of a job and returns the time of its next run; infinity for a job without a schedule. */
  #addDue(definition: JobDefinition): number {
    const { schedule } = definition;
    if (schedule === undefined) return Number.POSITIVE_INFINITY;
    const key = jobKey(definition);
    const nowMs = this.#deps.clock.now();
    if ((this.#handledUpToMs.get(key) ?? nowMs) > nowMs + wrongClockMs) {
      this.#deps.logger.warn("Clock was set back, schedule starts anew", {
        job: definition.job,
        scope: definition.scope,
      });
      this.#watchFrom(definition, nowMs);
    }
    const afterMs = this.#handledUpToMs.get(key) ?? nowMs;
    const due = dueTimes(definition, { afterMs, nowMs });
    for (const plan of due) this.#find(definition.job, definition.scope)?.add(plan);
    const handledMs = due.at(-1)?.scheduledForMs ?? afterMs;
    this.#handledUpToMs.set(key, handledMs);
    return schedule.nextAfter(Math.max(handledMs, nowMs)) ?? Number.POSITIVE_INFINITY;
  }
}
