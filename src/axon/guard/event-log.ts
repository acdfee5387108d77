/**
 * The times of the last events of one kind, at most `capacity` of them. That is all a rolling limit needs to be
 * exact: there were `n` events within a window when the `n`-th last lies in it. Grows with what it holds.
 */
export class EventLog {
  readonly #capacity: number;
  #times: number[] = [];
  /** Where the next time goes once the log is full, which is where the oldest one stands. */
  #next = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Adds an event, and drops the oldest when the log is full. */
  record(atMs: number): void {
    if (this.#times.length < this.#capacity) {
      this.#times.push(atMs);
    } else if (this.#capacity > 0) {
      this.#times[this.#next] = atMs;
      this.#next = (this.#next + 1) % this.#capacity;
    }
  }

  /** Returns when the `n`-th last event was, 1 being the last; undefined when the log holds fewer. */
  findNthLast(n: number): number | undefined {
    const { length } = this.#times;
    return n > length ? undefined : this.#times[(this.#next - n + length) % length];
  }

  /** Returns whether `count` events or more lie in the window that ends now. A count of 0 is never reached. */
  hasReached(count: number, windowMs: number, nowMs: number): boolean {
    return this.millisecondsUntilBelow(count, windowMs, nowMs) > 0;
  }

  /** Returns how long it takes until fewer than `count` events lie in the rolling window; 0 when it is so now. */
  millisecondsUntilBelow(count: number, windowMs: number, nowMs: number): number {
    const atMs = count === 0 ? undefined : this.findNthLast(count);
    // A time to come is a clock that was set back: to wait for it could take years.
    if (atMs === undefined || atMs > nowMs) return 0;
    return Math.max(0, atMs + windowMs - nowMs);
  }
}
