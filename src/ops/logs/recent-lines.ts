import type { Line } from "./repeat-fold.ts";

/** A line that was logged. */
export interface LoggedLine extends Line {
  /** Counts up from 1, so that who has seen a line can ask for those after it. */
  readonly sequence: number;
  readonly atMs: number;
}

const mostLines = 500;

/** The last lines of the log, for whoever looks on. */
export class RecentLines {
  #lines: LoggedLine[] = [];
  #sequence = 0;

  add(line: Line, atMs: number): void {
    this.#lines.push({ ...line, atMs, sequence: ++this.#sequence });
    if (this.#lines.length >= 2 * mostLines) this.#lines = this.#lines.slice(-mostLines);
  }

  /** Returns the lines after one, the oldest first; at most the last 500. */
  after(sequence: number): readonly LoggedLine[] {
    return this.#lines.slice(-mostLines).filter((line) => line.sequence > sequence);
  }
}
