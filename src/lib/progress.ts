/** One piece of long work that a person may be watching. */
export interface ProgressStep {
  /** @param done in the step's own unit, from 0 to its total. */
  update(done: number): void;
  /** Ends the step; calling it again does nothing. */
  finish(): void;
}

/** Where long work reports how far it is. */
export interface Progress {
  /** @param total in the unit of `update`; undefined when it is not known. */
  start(label: string, total?: number): ProgressStep;
}

/** Returns a progress that nobody watches. */
export function silentProgress(): Progress {
  return { start: () => ({ update: () => undefined, finish: () => undefined }) };
}
