import type { LogLevel } from "./level.ts";
import type { LogFields } from "../../lib/logger.ts";

/** A line on its way into the log. */
export interface Line {
  readonly level: LogLevel;
  readonly sentence: string;
  readonly fields: LogFields;
}

interface Fold {
  readonly line: Line;
  readonly untilMs: number;
  repeated: number;
}

/** For how long the same line is held back after it was written. */
export const foldMs = 30_000;
const mostFolds = 256;

/**
 * Writes a line at once and holds back the same line afterwards: what was held back is written as one line with
 * `repeated` when the time is over. Needs no timer of its own: it looks at every line, and at `flush`.
 */
export class RepeatFold {
  readonly #write: (line: Line) => void;
  readonly #folds = new Map<string, Fold>();

  constructor(write: (line: Line) => void) {
    this.#write = write;
  }

  /** Takes a line that was logged now. */
  take(line: Line, nowMs: number): void {
    this.#release(nowMs);
    const key = `${line.level} ${line.sentence} ${JSON.stringify(line.fields)}`;
    const fold = this.#folds.get(key);
    if (fold !== undefined) {
      fold.repeated++;
      return;
    }
    this.#write(line);
    if (this.#folds.size < mostFolds) this.#folds.set(key, { line, untilMs: nowMs + foldMs, repeated: 0 });
  }

  /** Writes everything that is held back. */
  flush(): void {
    this.#release(Number.POSITIVE_INFINITY);
  }

  /** All are held equally long, so the first that is not over ends the search. */
  #release(nowMs: number): void {
    for (const [key, { line, untilMs, repeated }] of this.#folds) {
      if (untilMs > nowMs) return;
      this.#folds.delete(key);
      if (repeated > 0) this.#write({ ...line, fields: { ...line.fields, repeated } });
    }
  }
}
