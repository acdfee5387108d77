import type { Clock } from "../lib/clock.ts";
import { underSignals } from "../lib/joined-signal.ts";
import type { Chain } from "./chain-client.ts";
import { pause } from "./pause.ts";

/**
 * Resolves when the finalized chain has reached a block. Waits over lost connections; rejects with the signal's
 * reason when it fires.
 */
export function untilBlock(chain: Pick<Chain, "onHead">, block: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = chain.onHead((head) => {
      if (head.number >= block) end(resolve);
    });
    const onAbort = () => {
      end(() => {
        reject(signal.reason as Error);
      });
    };
    const end = (settle: () => void) => {
      stop();
      signal.removeEventListener("abort", onAbort);
      settle();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** Resolves at the next finalized head, or when the time is up without one. Rejects when the signal fires. */
export async function nextHead(
  chain: Pick<Chain, "onHead">,
  clock: Clock,
  { mostMs, signal }: { readonly mostMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const seen = new AbortController();
  const stop = chain.onHead(() => {
    seen.abort();
  });
  try {
    await underSignals([seen.signal, signal], (either) => pause(clock, mostMs, either));
    signal.throwIfAborted();
  } finally {
    stop();
  }
}
