import type { NeuronError } from "../../../lib/errors.ts";
import type { Patience } from "../../../jobs/job.ts";

export interface WaitingTimes {
  readonly deadlineMs: number;
  readonly firstWaitMs: number;
}

const longestWaitMs = 15 * 60_000;

/**
 * A source publishes later than its schedule says, and file by file: a batch that is not there, or not whole, may
 * become so (facts: aml-risk 1.3). One that may not be listed answers "denied" for what it does not have yet.
 */
const notPublished: ReadonlySet<string> = new Set(["SOURCE_NOT_FOUND", "SOURCE_DENIED", "BATCH_REJECTED"]);

/** What a job that takes batches waits for. */
export function untilPublished(times: WaitingTimes): Patience {
  return {
    ...times,
    longestWaitMs,
    isInputMissing: ({ code }) => notPublished.has(code),
    isPassing,
  };
}

/** What a job waits for whose input is at hand. */
export function throughOutages(times: WaitingTimes): Patience {
  return { ...times, longestWaitMs, isInputMissing: () => false, isPassing };
}

/** A training that failed has cost an hour, and would fail again. */
function isPassing({ code, severity }: NeuronError): boolean {
  return severity === "retryable" && code !== "TRAINING_FAILED";
}
