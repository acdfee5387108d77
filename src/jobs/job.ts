import type { NeuronError } from "../lib/errors.ts";
import type { Schedule } from "./schedule.ts";

/** Work that is done again and again. */
export interface JobDefinition {
  readonly job: string;
  /** The network that it is for; empty for none. */
  readonly scope: string;
  /** Undefined for a job that only others start. */
  readonly schedule: Schedule | undefined;
  /** Runs of one lane, of whichever jobs, never overlap. */
  readonly lane: string;
  /** Heavy runs of all lanes share a small number of places. */
  readonly isHeavy: boolean;
  /** How many missed times are made up for at most: the newest of them, the oldest of these first. */
  readonly catchUpAtMost: number;
  readonly patience: Patience;
  /** Returns what a run is about by its time; missed times with the same answer count as one. */
  readonly targetOf: (scheduledForMs: number) => string;
  /** Throws what made it fail; what it has done by then, another run may do again. */
  readonly work: (request: WorkRequest) => Promise<JobResult>;
}

export interface WorkRequest {
  readonly target: string;
  readonly signal: AbortSignal;
}

/** How a run waits for what it cannot do yet. It gives its turn away meanwhile. */
export interface Patience {
  /** Returns whether the input is not there yet: it is waited for until `deadlineMs` after the run's time. */
  readonly isInputMissing: (error: NeuronError) => boolean;
  /** Returns whether trying again may help, as after an outage; also a late run then waits a while. */
  readonly isPassing: (error: NeuronError) => boolean;
  readonly deadlineMs: number;
  /** The first wait; each is twice the one before it. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** Another job of the same scope to run now. */
export interface FollowUp {
  readonly job: string;
  readonly target: string;
}

/** What a run has done. */
export type JobResult =
  | {
      readonly outcome: "succeeded";
      readonly counts: Readonly<Record<string, number>>;
      readonly followUps?: readonly FollowUp[];
    }
  | {
      readonly outcome: "skipped";
      readonly reason: { readonly code: string; readonly message: string };
      readonly followUps?: readonly FollowUp[];
    };
