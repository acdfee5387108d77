import type { Clock } from "../../src/lib/clock.ts";

interface Sleeper {
  readonly wakeAtMs: number;
  wake(): void;
}

/** A clock that stands still until a test ticks it. */
export class FakeClock implements Clock {
  #nowMs: number;
  /** How far the clock was set. */
  #offsetMs = 0;
  #sleepers: Sleeper[] = [];

  constructor(nowMs = Date.UTC(2025, 7, 1)) {
    this.#nowMs = nowMs;
  }

  /** How many sleeps are pending. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): number {
    return this.#nowMs + this.#offsetMs;
  }

  steady(): number {
    return this.#nowMs;
  }

  /** Sets the clock ahead, or back, while no time goes by. */
  setBy(offsetMs: number): void {
    this.#offsetMs += offsetMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(new DOMException("The sleep was aborted", "AbortError"));
      };
      const sleeper: Sleeper = {
        wakeAtMs: this.#nowMs + durationMs,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      if (signal?.aborted === true) {
        onAbort();
        return;
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      this.#sleepers.push(sleeper);
    });
  }

  /** Moves time on, wakes in order whoever is due, also those that fall asleep again on the way. */
  async tick(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    for (let next = this.#takeDue(untilMs); next !== undefined; next = this.#takeDue(untilMs)) {
      this.#nowMs = next.wakeAtMs;
      next.wake();
      await settle();
    }
    this.#nowMs = untilMs;
    await settle();
  }

  /** Moves time on in one step, as for a machine that slept: whoever is due wakes late. */
  async jump(durationMs: number): Promise<void> {
    this.#nowMs += durationMs;
    for (let next = this.#takeDue(this.#nowMs); next !== undefined; next = this.#takeDue(this.#nowMs)) {
      next.wake();
      await settle();
    }
  }

  #takeDue(untilMs: number): Sleeper | undefined {
    const [next] = this.#sleepers
      .filter(({ wakeAtMs }) => wakeAtMs <= untilMs)
      .sort((one, other) => one.wakeAtMs - other.wakeAtMs);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper !== next);
    return next;
  }
}

/** Lets everything run that waits for promises only. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
