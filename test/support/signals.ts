import { getEventListeners } from "node:events";

/** Returns how much a signal holds of others: listeners, and what AbortSignal.any leaves with it (Node.js internals). */
export function countHeld(signal: AbortSignal): number {
  const dependants = Object.getOwnPropertySymbols(signal)
    .filter(({ description }) => description === "kDependantSignals")
    .map(
      (symbol) => (signal as unknown as Record<symbol, { readonly size: number } | null>)[symbol]?.size ?? 0,
    );
  return getEventListeners(signal, "abort").length + dependants.reduce((total, size) => total + size, 0);
}
