import { randomUUID } from "node:crypto";
import type { Clock } from "../lib/clock.ts";
import { asNeuronError, NeuronError } from "../lib/errors.ts";
import { joinSignals } from "../lib/joined-signal.ts";
import type { Logger } from "../lib/logger.ts";
import { interruptedCode } from "./interrupted.ts";
import type { FollowUp, JobDefinition, JobResult } from "./job.ts";
import type { JobRun } from "./job-runner.ts";
import type { JobLedger } from "./ledger/job-ledger.ts";
import type { Turns } from "./turns.ts";
import { waitAfter } from "./waiting.ts";

/** A run that is to be. */
export interface Plan {
  readonly trigger: JobRun["trigger"];
  readonly scheduledForMs: number;
  readonly target: string;
  /** How many runs led to this one, each following the one before. */
  readonly depth?: number;
}

export interface QueueDeps {
  readonly ledger: Pick<JobLedger, "append">;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly turns: Turns;
  /** Fires when the process ends. */
  readonly stopping: AbortSignal;
  readonly onChange: (run: JobRun) => void;
  readonly onFollowUp: (followUp: FollowUp, by: { readonly scope: string; readonly depth: number }) => void;
}

interface ActiveRun {
  run: JobRun;
  readonly depth: number;
  readonly cancelling: AbortController;
  /** Either who cancelled it, or the end of the process. */
  readonly signal: AbortSignal;
}

type Ending = Pick<JobRun, "outcome" | "counts" | "error">;

/** More runs of one job than anyone needs to make up for. */
const mostPlans = 100;
/** Score, train, score again: whoever is led to more goes in circles. */
const longestChain = 4;

/** The runs of one job: one at a time, in the order in which they were planned. */
export class JobQueue {
  readonly definition: JobDefinition;
  readonly #deps: QueueDeps;
  #plans: readonly Plan[] = [];
  #active: ActiveRun | undefined;
  #working: Promise<void> | undefined;

  constructor(deps: QueueDeps, definition: JobDefinition) {
    this.#deps = deps;
    this.definition = definition;
  }

  /** The run that runs or waits. */
  get current(): JobRun | undefined {
    const run = this.#active?.run;
    return run?.endedAtMs === undefined ? run : undefined;
  }

  /** Runs the plan when those before it have ended; one that is planned already is not planned twice. */
  add(plan: Plan): void {
    if (this.#isPlanned(plan) || this.#deps.stopping.aborted) return;
    if (this.#plans.length >= mostPlans || (plan.depth ?? 0) > longestChain) {
      const { job, scope } = this.definition;
      this.#deps.logger.warn("Run of a job is left out", { job, scope, ...plan });
      return;
    }
    this.#plans = [...this.#plans, plan];
    this.#next();
  }

  /** Runs the plan at once and returns its run. Throws LOCKED while another run of the job is under way. */
  runNow(plan: Plan): JobRun {
    const { job, scope } = this.definition;
    if (this.#active !== undefined || this.#deps.stopping.aborted) {
      const { outcome = "stopping", id } = this.#active?.run ?? {};
      throw new NeuronError("LOCKED", `Job ${job} ${scope} is ${outcome}; wait for its end or cancel it`, {
        context: { job, scope, id },
      });
    }
    return this.#begin(plan);
  }

  /** Returns whether this was the run under way. */
  cancel(id: string): boolean {
    if (this.#active?.run.id !== id) return false;
    this.#active.cancelling.abort();
    return true;
  }

  /** Resolves once nothing runs. */
  async idle(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** A chained run comes of news, which a run that works already may have missed. */
  #isPlanned({ target, trigger }: Plan): boolean {
    if (this.#plans.some((plan) => plan.target === target)) return true;
    const run = this.#active?.run;
    return run?.target === target && (run.outcome === "waiting" || trigger !== "chained");
  }

  #next(): void {
    if (this.#active !== undefined || this.#deps.stopping.aborted) return;
    const [plan, ...later] = this.#plans;
    if (plan === undefined) return;
    this.#plans = later;
    this.#begin(plan);
  }

  #begin({ depth = 0, ...plan }: Plan): JobRun {
    const { job, scope } = this.definition;
    const run: JobRun = {
      ...plan,
      id: randomUUID(),
      job,
      scope,
      startedAtMs: this.#deps.clock.now(),
      endedAtMs: undefined,
      outcome: "waiting",
      counts: {},
      error: undefined,
    };
    const cancelling = new AbortController();
    const { signal, release } = joinSignals(cancelling.signal, this.#deps.stopping);
    const active: ActiveRun = { run, depth, cancelling, signal };
    this.#active = active;
    this.#working = this.#perform(active).finally(() => {
      release();
      this.#active = undefined;
      this.#working = undefined;
      this.#next();
    });
    return run;
  }

  async #perform(active: ActiveRun): Promise<void> {
    const { ledger, clock, logger, onChange } = this.#deps;
    await ledger.append({ run: active.run });
    onChange(active.run);
    const ending = await this.#workOut(active);
    active.run = { ...active.run, ...ending, endedAtMs: Math.max(clock.now(), active.run.startedAtMs) };
    await ledger.append({ run: active.run });
    const { job, scope, target, outcome, counts, error } = active.run;
    const reason = error === undefined ? {} : { code: error.code, reason: error.message };
    const fields = { job, scope, target, ...counts, ...reason };
    if (outcome === "failed") logger.error("Job failed", fields);
    else logger.info(sentences[outcome], fields);
    onChange(active.run);
  }

  async #workOut(active: ActiveRun): Promise<Ending> {
    try {
      const result = await this.#workPatiently(active);
      const { scope } = this.definition;
      // Before the end of this run is recorded: what a crash keeps from following is led to again by the repetition.
      for (const followUp of result.followUps ?? [])
        this.#deps.onFollowUp(followUp, { scope, depth: active.depth + 1 });
      return result.outcome === "succeeded"
        ? { outcome: "succeeded", counts: result.counts, error: undefined }
        : { outcome: "skipped", counts: {}, error: result.reason };
    } catch (error) {
      return this.#failed(active, asNeuronError(error));
    }
  }

  #failed({ cancelling }: ActiveRun, { code, message }: NeuronError): Ending {
    if (cancelling.signal.aborted)
      return {
        outcome: "cancelled",
        counts: {},
        error: { code: "CANCELLED", message: "Cancelled by request" },
      };
    if (this.#deps.stopping.aborted)
      return {
        outcome: "cancelled",
        counts: {},
        error: { code: interruptedCode, message: "The neuron was stopped" },
      };
    return { outcome: "failed", counts: {}, error: { code, message } };
  }

  async #workPatiently(active: ActiveRun): Promise<JobResult> {
    const { clock, logger } = this.#deps;
    const { patience, job, scope } = this.definition;
    for (let failedBefore = 0; ; failedBefore++) {
      try {
        return await this.#workInTurn(active);
      } catch (cause) {
        const error = asNeuronError(cause);
        const { scheduledForMs, startedAtMs, target } = active.run;
        const attempt = { scheduledForMs, startedAtMs, nowMs: clock.now(), failedBefore };
        const waitMs = active.signal.aborted ? undefined : waitAfter(error, attempt, patience);
        if (waitMs === undefined) throw error;
        const { code, message } = error;
        if (failedBefore === 0) logger.info("Job waits", { job, scope, target, code, reason: message });
        this.#change(active, { outcome: "waiting", error: { code, message } });
        await clock.sleep(waitMs, active.signal);
      }
    }
  }

  async #workInTurn(active: ActiveRun): Promise<JobResult> {
    const { signal } = active;
    const endTurn = await this.#deps.turns.take(this.definition, signal);
    try {
      this.#change(active, { outcome: "running", error: undefined });
      return await this.definition.work({ target: active.run.target, signal });
    } finally {
      endTurn();
    }
  }

  #change(active: ActiveRun, changes: Pick<JobRun, "outcome" | "error">): void {
    active.run = { ...active.run, ...changes };
    this.#deps.onChange(active.run);
  }
}

const sentences: Readonly<Record<JobRun["outcome"], string>> = {
  succeeded: "Job succeeded",
  skipped: "Job had nothing to do",
  cancelled: "Job was cancelled",
  failed: "Job failed",
  running: "Job runs",
  waiting: "Job waits",
};
