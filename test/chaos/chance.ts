import { createRandom } from "../support/ml.ts";

/** Chances that are the same for the same seed. */
export class Chance {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** Returns a number from the one up to the other. */
  between(low: number, high: number): number {
    return low + this.#random() * (high - low);
  }

  /** Returns whether something of this probability happens. */
  happens(probability: number): boolean {
    return this.#random() < probability;
  }

  /** Returns one of the choices. */
  pick<const Choice>(choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[Math.floor(this.#random() * choices.length)] ?? choices[0];
  }
}
