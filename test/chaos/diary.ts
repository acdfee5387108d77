/** Prints what happens, one line each, with the seconds since the start. */
export class Diary {
  readonly #startedAt = performance.now();

  /** Returns the seconds since the start. */
  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1_000;
  }

  write(what: string, facts: Readonly<Record<string, unknown>> = {}): void {
    const text = Object.entries(facts)
      .map(([name, value]) => ` ${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
      .join("");
    process.stdout.write(`${this.seconds.toFixed(1).padStart(7)} s  ${what}${text}\n`);
  }
}
