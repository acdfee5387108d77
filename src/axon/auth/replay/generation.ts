import type { ReplayEntry } from "./entry.ts";

/** Requests that are forgotten together. */
export class Generation {
  readonly #keys = new Set<string>();
  #latestSentAtMs = Number.NEGATIVE_INFINITY;

  constructor(entries: readonly ReplayEntry[]) {
    for (const entry of entries) this.add(entry);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** When the latest of them was sent, by its caller's clock; minus infinity when there are none. */
  get latestSentAtMs(): number {
    return this.#latestSentAtMs;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add({ key, sentAtMs }: ReplayEntry): void {
    this.#keys.add(key);
    this.#latestSentAtMs = Math.max(this.#latestSentAtMs, sentAtMs);
  }
}
