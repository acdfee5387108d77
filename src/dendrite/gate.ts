import pLimit, { type LimitFunction } from "p-limit";

export interface GateSettings {
  readonly maxConcurrent: number;
  readonly maxWaiting: number;
  readonly connectionsPerTarget: number;
}

interface TargetLimit {
  readonly limit: LimitFunction;
  users: number;
}

/** Lets so much work through at a time, in total and for each target, and keeps the rest waiting. */
export class Gate {
  readonly #settings: GateSettings;
  readonly #total: LimitFunction;
  readonly #targets = new Map<string, TargetLimit>();
  #present = 0;

  constructor(settings: GateSettings) {
    this.#settings = settings;
    this.#total = pLimit(settings.maxConcurrent);
  }

  /** How much work is here, under way or waiting. */
  get present(): number {
    return this.#present;
  }

  /** Whether no more may wait. */
  get isFull(): boolean {
    return this.#present >= this.#settings.maxConcurrent + this.#settings.maxWaiting;
  }

  /**
   * Does the work when its turn has come. A target's own limit comes first, so that one that is slow takes no turns
   * of the others. Rejects with the signal's reason at once when it fires, waiting or not.
   */
  run<Done>(target: string, signal: AbortSignal, work: () => Promise<Done>): Promise<Done> {
    const own = this.#enter(target);
    const done = own.limit(() =>
      this.#total(() => {
        signal.throwIfAborted();
        return work();
      }),
    );
    return orAborted(
      done.finally(() => this.#leave(target, own)),
      signal,
    );
  }

  #enter(target: string): TargetLimit {
    this.#present += 1;
    const own = this.#targets.get(target) ?? { limit: pLimit(this.#settings.connectionsPerTarget), users: 0 };
    this.#targets.set(target, own);
    own.users += 1;
    return own;
  }

  #leave(target: string, own: TargetLimit): void {
    this.#present -= 1;
    own.users -= 1;
    if (own.users === 0) this.#targets.delete(target);
  }
}

function orAborted<Done>(work: Promise<Done>, signal: AbortSignal): Promise<Done> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new DOMException("The call was ended", "AbortError"));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
