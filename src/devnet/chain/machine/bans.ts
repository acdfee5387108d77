import type { Clock } from "../../../lib/clock.ts";

/** How long a node refuses a transaction that was in a block or turned out invalid. */
const banMs = 30 * 60 * 1000;
const maxBans = 4_096;

/** The transactions that may not come again for a while. */
export class Bans {
  readonly #clock: Clock;
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(hash: string): void {
    this.#untilMs.delete(hash);
    this.#untilMs.set(hash, this.#clock.now() + banMs);
    const [oldest] = this.#untilMs.keys();
    if (this.#untilMs.size > maxBans && oldest !== undefined) this.#untilMs.delete(oldest);
  }

  lift(hash: string): void {
    this.#untilMs.delete(hash);
  }

  has(hash: string): boolean {
    return (this.#untilMs.get(hash) ?? 0) > this.#clock.now();
  }
}
