import type { BlockRef } from "./head.ts";

/** How the neuron stands with the chain. */
export interface ConnectionState {
  /**
   * `connected`: to the preferred endpoint; `failed-over`: to another one; `lost`: to none, and trying;
   * `stopped`: to none, and not trying.
   */
  readonly status: "connected" | "failed-over" | "lost" | "stopped";
  /** When the status began, milliseconds since the Unix epoch. */
  readonly sinceMs: number;
  /** The one in use, or last used. */
  readonly endpoint: string | undefined;
  /** The newest finalized head that was seen, kept while the connection is lost. */
  readonly head: SeenHead | undefined;
  /** Why the connection was lost, while it is. */
  readonly reason: string | undefined;
  /** How often a connection was lost since the start. */
  readonly losses: number;
}

export interface SeenHead extends BlockRef {
  /** Milliseconds since the Unix epoch. */
  readonly seenAtMs: number;
}

export type ConnectionChange =
  | { readonly kind: "connected"; readonly endpoint: string; readonly isPreferred: boolean }
  | { readonly kind: "lost"; readonly reason: string }
  | { readonly kind: "head"; readonly head: BlockRef }
  | { readonly kind: "stopped" };

/** Returns the state before anything happened. */
export function initialState(nowMs: number): ConnectionState {
  return {
    status: "stopped",
    sinceMs: nowMs,
    endpoint: undefined,
    head: undefined,
    reason: undefined,
    losses: 0,
  };
}

/** Returns the state after a change; the same one when nothing changed. */
export function nextState(state: ConnectionState, change: ConnectionChange, nowMs: number): ConnectionState {
  switch (change.kind) {
    case "connected": {
      const status = change.isPreferred ? "connected" : "failed-over";
      return { ...state, status, sinceMs: nowMs, endpoint: change.endpoint, reason: undefined };
    }
    case "lost": {
      if (state.status === "lost") return { ...state, reason: change.reason };
      const wasUp = state.status !== "stopped";
      const losses = state.losses + (wasUp ? 1 : 0);
      return { ...state, status: "lost", sinceMs: nowMs, reason: change.reason, losses };
    }
    case "head":
      return { ...state, head: { ...change.head, seenAtMs: nowMs } };
    case "stopped":
      return state.status === "stopped" ? state : { ...state, status: "stopped", sinceMs: nowMs };
  }
}

/** Returns for how long no new head has been seen, in milliseconds, or undefined before the first. */
export function headAgeMs({ head }: ConnectionState, nowMs: number): number | undefined {
  return head === undefined ? undefined : Math.max(0, nowMs - head.seenAtMs);
}
