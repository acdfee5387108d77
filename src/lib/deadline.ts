import { underSignals } from "./joined-signal.ts";

/**
 * Runs work that is aborted when the signal fires or the time is over, whichever comes first. Returns what the work
 * returns, and throws what it throws.
 *
 * AbortSignal.timeout would not do: nobody holds it inside of another signal, and Node.js 20 may collect it before its time
 * is over, so that the work would wait for ever.
 */
export async function withDeadline<Result>(
  { signal, limitMs }: { readonly signal: AbortSignal; readonly limitMs: number },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`There was no answer within ${limitMs} ms`)), limitMs);
  try {
    return await underSignals([signal, late.signal], work);
  } finally {
    clearTimeout(timer);
  }
}
