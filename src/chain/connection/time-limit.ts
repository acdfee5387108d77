import type { Clock } from "../../lib/clock.ts";
import { NeuronError } from "../../lib/errors.ts";
import { joinSignals } from "../../lib/joined-signal.ts";

export interface TimeLimit {
  readonly clock: Clock;
  readonly limitMs: number;
  /** Starts the sentence of the error: `The node's answer to chain_getHeader`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
}

/** Returns what the work returns. Throws CHAIN_UNAVAILABLE when the limit passes first, an AbortError when aborted. */
export async function withinTime<T>(
  work: Promise<T>,
  { clock, limitMs, what, signal }: TimeLimit,
): Promise<T> {
  const settled = new AbortController();
  const over = joinSignals(settled.signal, ...(signal === undefined ? [] : [signal]));
  const limit = clock.sleep(limitMs, over.signal).then(() => {
    throw new NeuronError("CHAIN_UNAVAILABLE", `${what} took longer than ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    settled.abort();
    over.release();
  }
}
