/**
 * Runs work that is aborted when the signal fires or the time is over, whichever comes first. Returns what the work
 * returns, and throws what it throws.
 *
 * AbortSignal.timeout would not do: inside of AbortSignal.any nobody holds it, and Node.js 20 may collect it before its
 * time is over, so that the work would wait for ever.
 */
export async function withDeadline<Result>(
  { signal, limitMs }: { readonly signal: AbortSignal; readonly limitMs: number },
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`There was no answer within ${limitMs} ms`)), limitMs);
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}
