import { once } from "node:events";
import { underSignals } from "../lib/joined-signal.ts";

/** What a run takes a turn for. */
export interface TurnRequest {
  readonly lane: string;
  readonly isHeavy: boolean;
}

interface Turn {
  readonly request: TurnRequest;
  readonly admitted: AbortController;
}

/** Lets runs go on in the order in which they asked: one per lane, and a few heavy ones in all. */
export class Turns {
  readonly #heavyAtOnce: number;
  readonly #taken = new Set<Turn>();
  readonly #waiting = new Set<Turn>();

  constructor({ heavyAtOnce }: { readonly heavyAtOnce: number }) {
    this.#heavyAtOnce = heavyAtOnce;
  }

  /** Resolves when the turn has come, with the function that ends it. Rejects when the signal fires first. */
  async take(request: TurnRequest, signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    const turn: Turn = { request, admitted: new AbortController() };
    this.#waiting.add(turn);
    this.#admit();
    const come = turn.admitted.signal;
    if (!come.aborted) await underSignals([come, signal], (either) => once(either, "abort"));
    if (!come.aborted) {
      this.#waiting.delete(turn);
      signal.throwIfAborted();
    }
    return () => {
      this.#taken.delete(turn);
      this.#admit();
    };
  }

  #admit(): void {
    for (const turn of this.#waiting) {
      if (!this.#isFree(turn.request)) continue;
      this.#waiting.delete(turn);
      this.#taken.add(turn);
      turn.admitted.abort();
    }
  }

  #isFree({ lane, isHeavy }: TurnRequest): boolean {
    const taken = [...this.#taken].map(({ request }) => request);
    if (taken.some((other) => other.lane === lane)) return false;
    return !isHeavy || taken.filter((other) => other.isHeavy).length < this.#heavyAtOnce;
  }
}
