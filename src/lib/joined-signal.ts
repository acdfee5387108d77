/** A signal that fires with the first of others. */
export interface JoinedSignal {
  readonly signal: AbortSignal;
  /** Lets go of the others, when nobody needs the signal any more. */
  readonly release: () => void;
}

/**
 * Returns a signal that fires with the first of these, with its reason. AbortSignal.any does as much, but leaves something
 * of each call with the signals it was given for as long as they live (Node.js 20): it is for what is made once, this for
 * what comes again and again.
 */
export function joinSignals(...signals: readonly AbortSignal[]): JoinedSignal {
  const joined = new AbortController();
  const listeners = signals.map((signal) => ({ signal, fire: () => joined.abort(signal.reason) }));
  for (const { signal, fire } of listeners) {
    if (signal.aborted) fire();
    else signal.addEventListener("abort", fire);
  }
  return {
    signal: joined.signal,
    release: () => {
      for (const { signal, fire } of listeners) signal.removeEventListener("abort", fire);
    },
  };
}

/** Runs work under a signal that fires with the first of these, and returns what it returns. */
export async function underSignals<Result>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { signal, release } = joinSignals(...signals);
  try {
    return await work(signal);
  } finally {
    release();
  }
}
