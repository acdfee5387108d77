import type { Clock } from "../lib/clock.ts";

/** The end of one call: its time is over, or somebody no longer wants it. Call `release` when it ended otherwise. */
export class Deadline {
  readonly timeoutMs: number;
  readonly #clock: Clock;
  readonly #startedAtMs: number;
  readonly #end = new AbortController();
  readonly #released = new AbortController();
  readonly #caller: AbortSignal | undefined;
  #cause: "time" | "cancelled" | undefined;

  constructor(clock: Clock, timeoutMs: number, caller: AbortSignal | undefined) {
    this.timeoutMs = timeoutMs;
    this.#clock = clock;
    this.#startedAtMs = clock.now();
    this.#caller = caller;
    if (caller?.aborted === true) this.cancel();
    // Not AbortSignal.any: a caller's signal outlives its calls, and must not gather something of each.
    caller?.addEventListener("abort", this.cancel);
    clock.sleep(timeoutMs, this.#released.signal).then(
      () => this.#endBy("time"),
      // A sleep fails in one way: it was released.
      () => undefined,
    );
  }

  /** Fires at the end of the time, at `cancel`, and with the caller's own signal. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Why the signal fired; undefined while it has not. */
  get cause(): "time" | "cancelled" | undefined {
    return this.#cause;
  }

  get elapsedMs(): number {
    return Math.max(0, this.#clock.now() - this.#startedAtMs);
  }

  get remainingMs(): number {
    return Math.max(0, this.timeoutMs - this.elapsedMs);
  }

  readonly cancel = (): void => this.#endBy("cancelled");

  /** Lets go of the timer and of the caller's signal. */
  release(): void {
    this.#released.abort();
    this.#caller?.removeEventListener("abort", this.cancel);
  }

  #endBy(cause: "time" | "cancelled"): void {
    this.#cause ??= cause;
    this.#end.abort();
  }
}
