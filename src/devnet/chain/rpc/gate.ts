import { once } from "node:events";
import type { Clock } from "../../../lib/clock.ts";

/** Holds back messages: all of them while it is shut, each for a while when the line is slow. */
export class Gate {
  readonly #clock: Clock;
  #lagMs = 0;
  #shut: { readonly opened: Promise<unknown>; readonly open: () => void } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isShut(): boolean {
    return this.#shut !== undefined;
  }

  shut(): void {
    if (this.#shut !== undefined) return;
    const controller = new AbortController();
    const opened = once(controller.signal, "abort");
    this.#shut = { opened, open: () => controller.abort() };
  }

  open(): void {
    this.#shut?.open();
    this.#shut = undefined;
  }

  /** From now on messages take this long. */
  slowDown(lagMs: number): void {
    this.#lagMs = lagMs;
  }

  /** Returns the wait for a message that arrives now; it may be called later than that. */
  arrive(signal: AbortSignal): () => Promise<void> {
    const dueMs = this.#clock.now() + this.#lagMs;
    return async () => {
      await this.#shut?.opened;
      const leftMs = dueMs - this.#clock.now();
      if (leftMs > 0) await this.#clock.sleep(leftMs, signal);
    };
  }
}
