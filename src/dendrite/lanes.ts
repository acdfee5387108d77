import { randomInt, randomUUID } from "node:crypto";
import type { Clock } from "../lib/clock.ts";

const nanosecondsPerMs = 1_000_000;

/** Randomness as a dependency. */
export interface Randomness {
  uuid(): string;
  /** From 0 to 999,999: which part of a millisecond it is, where the clock does not say. */
  nanoseconds(): number;
}

export const systemRandomness: Randomness = {
  uuid: () => randomUUID(),
  nanoseconds: () => randomInt(nanosecondsPerMs),
};

/**
 * Gives out nonces and lanes. Nonces grow strictly over all lanes. A lane is the uuid that a Python axon remembers the
 * last nonce under: requests in flight at the same time arrive in any order, and the late one would be refused, so a
 * lane is one request's alone until that was answered (facts: bittensor 1.7).
 */
export class Lanes {
  readonly #clock: Pick<Clock, "now">;
  readonly #randomness: Randomness;
  readonly #free: string[] = [];
  #lastNonce = 0n;

  constructor(clock: Pick<Clock, "now">, randomness: Randomness) {
    this.#clock = clock;
    this.#randomness = randomness;
  }

  /** Returns the time in nanoseconds since the Unix epoch, or as much more as it takes to be greater than the last. */
  nextNonce(): bigint {
    const nowNs =
      BigInt(this.#clock.now()) * BigInt(nanosecondsPerMs) + BigInt(this.#randomness.nanoseconds());
    this.#lastNonce = nowNs > this.#lastNonce ? nowNs : this.#lastNonce + 1n;
    return this.#lastNonce;
  }

  /** Returns a lane that no other request is on. */
  take(): string {
    return this.#free.pop() ?? this.#randomness.uuid();
  }

  /** Lets others use the lane of a request that was answered. Others are dropped: their requests may still arrive. */
  giveBack(lane: string): void {
    this.#free.push(lane);
  }
}
