/** Ends a subscription; calling it again does nothing. */
export type Unsubscribe = () => void;

/** Tells several listeners what one source has to say. */
export class Observers<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  add(listener: (value: Value) => void): Unsubscribe {
    const own = (value: Value) => {
      listener(value);
    };
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  tell(value: Value): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
