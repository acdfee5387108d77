import { joinSignals } from "./joined-signal.ts";

/**
 * Runs works at the same time and returns their results in order. When one fails, the others are told to stop by
 * the signal they were given, and its error is thrown once all have ended: nothing goes on behind the caller's back.
 */
export async function allOrNone<Results extends readonly unknown[]>(
  signal: AbortSignal,
  works: { readonly [Index in keyof Results]: (signal: AbortSignal) => Promise<Results[Index]> },
): Promise<Results> {
  const stopping = new AbortController();
  const { signal: together, release } = joinSignals(signal, stopping.signal);
  let failure: { readonly error: unknown } | undefined;
  const running = works.map(async (work) => {
    try {
      return await work(together);
    } catch (error) {
      failure ??= { error };
      stopping.abort();
      return undefined;
    }
  });
  const results = await Promise.all(running);
  release();
  if (failure !== undefined) throw failure.error;
  // Every work returned, so each place holds its own work's result.
  return results as unknown as Results;
}
