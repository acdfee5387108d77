import pRetry from "p-retry";
import { NeuronError } from "../../../lib/errors.ts";

/** How patient a remote source's client is. */
export interface TransferPolicy {
  /** Attempts after the first; each continues where the last one broke off. */
  readonly retries: number;
  /** The wait before the first retry; it doubles with each, up to {@link MAX_RETRY_DELAY_MS}. */
  readonly retryDelayMs: number;
  /** A source that sends nothing for so long hangs. */
  readonly idleTimeoutMs: number;
  /** No attempt lasts longer, so that a source that drips ends too. */
  readonly attemptTimeoutMs: number;
}

export const defaultTransferPolicy: TransferPolicy = {
  retries: 5,
  retryDelayMs: 1_000,
  idleTimeoutMs: 30_000,
  attemptTimeoutMs: 30 * 60_000,
};

const MAX_RETRY_DELAY_MS = 30_000;

/** Runs the work until it succeeds, fails for good (any error that is not retryable) or the retries are used up. */
export async function withRetries<Result>(
  { retries, retryDelayMs }: TransferPolicy,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return pRetry(work, {
    retries,
    minTimeout: retryDelayMs,
    maxTimeout: MAX_RETRY_DELAY_MS,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => error instanceof NeuronError && error.severity === "retryable",
  });
}
