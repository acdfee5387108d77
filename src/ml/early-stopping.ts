/** Follows a validation metric from round to round and knows the best one. The earliest of equals is the best. */
export class EarlyStopping {
  readonly #patience: number;
  readonly #direction: "lower" | "higher";
  #best: { readonly rounds: number; readonly metric: number } | undefined;
  #rounds = 0;

  /**
   * @param patience rounds without improvement after which to stop.
   * @param direction of improvement.
   */
  constructor(patience: number, direction: "lower" | "higher") {
    this.#patience = patience;
    this.#direction = direction;
  }

  /** Returns how many rounds gave the best metric; 0 before the first. */
  get bestRounds(): number {
    return this.#best?.rounds ?? 0;
  }

  /** Takes the metric after one more round and returns whether to stop. */
  observe(metric: number): boolean {
    this.#rounds += 1;
    if (this.#best === undefined || this.#improves(metric, this.#best.metric)) {
      this.#best = { rounds: this.#rounds, metric };
    }
    return this.#rounds - this.#best.rounds >= this.#patience;
  }

  #improves(metric: number, best: number): boolean {
    return this.#direction === "lower" ? metric < best : metric > best;
  }
}
