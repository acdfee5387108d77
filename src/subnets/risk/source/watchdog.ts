import { NeuronError } from "../../../lib/errors.ts";
import { underSignals } from "../../../lib/joined-signal.ts";
import { transportFailure } from "./failures.ts";
import type { TransferPolicy } from "./transfer-policy.ts";

/** What watched work gets: a signal to hand on, and a way to say that something arrived. */
export interface Watched {
  readonly signal: AbortSignal;
  readonly beat: () => void;
}

export interface WatchOptions {
  /** What is being fetched, for the error. */
  readonly what: string;
  readonly policy: TransferPolicy;
  readonly signal: AbortSignal;
}

/**
 * Runs work on a connection and ends it when nothing arrives for `idleTimeoutMs` or it lasts longer than
 * `attemptTimeoutMs`: SOURCE_UNAVAILABLE, as for every other failure of the connection. The caller's own signal is
 * passed through with its reason.
 */
export async function watch<Result>(
  { what, policy, signal }: WatchOptions,
  work: (watched: Watched) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const overdue = new AbortController();
  const expire = (sentence: string): void =>
    overdue.abort(new NeuronError("SOURCE_UNAVAILABLE", sentence, { context: { object: what } }));
  const idle = setTimeout(
    () => expire(`The source sent nothing of ${what} for ${policy.idleTimeoutMs} ms`),
    policy.idleTimeoutMs,
  );
  const total = setTimeout(
    () => expire(`The source did not finish ${what} within ${policy.attemptTimeoutMs} ms`),
    policy.attemptTimeoutMs,
  );
  try {
    return await underSignals([signal, overdue.signal], (over) =>
      work({ signal: over, beat: () => void idle.refresh() }),
    );
  } catch (error) {
    signal.throwIfAborted();
    throw overdue.signal.aborted ? transportFailure(what, overdue.signal.reason) : error;
  } finally {
    clearTimeout(idle);
    clearTimeout(total);
  }
}
