import type { RowChunk } from "./rows-file.ts";

/** So many times what is wanted is collected before the lower ones are let go: sorting for each row would cost more. */
const SLACK = 2;

interface Scored {
  readonly score: number;
  /** The whole row as it stood. */
  readonly row: Buffer;
  /** Its beginning, which is a length and the key. */
  readonly keyBytes: number;
}

/** The rows of the highest scores among all that go by, in memory for not many more than are wanted. */
export class HighestRows {
  readonly #most: number;
  #kept: Scored[] = [];
  /** What a score must reach to be among the highest so far. */
  #least = -Infinity;

  constructor(most: number) {
    this.#most = most;
  }

  /** Copies those of the rows that may be among the highest; one score per row. */
  add({ bytes, rows, rowStarts, keyEnds }: RowChunk, scores: Float64Array): void {
    for (let index = 0; index < rows; index += 1) {
      const score = scores[index] ?? NaN;
      if (!(score >= this.#least)) continue;
      const start = rowStarts[index] ?? NaN;
      const row = Buffer.from(bytes.subarray(start, rowStarts[index + 1]));
      this.#kept.push({ score, row, keyBytes: (keyEnds[index] ?? NaN) - start });
      if (this.#kept.length >= SLACK * this.#most) this.#letGo();
    }
  }

  /** Returns the rows as they stood, the highest score first, of equal scores the lower key. */
  take(): Buffer {
    this.#letGo();
    return Buffer.concat(this.#kept.map(({ row }) => row));
  }

  #letGo(): void {
    this.#kept = this.#kept.sort(byScore).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#least = this.#kept.at(-1)?.score ?? -Infinity;
  }
}

function byScore(one: Scored, other: Scored): number {
  return other.score - one.score || Buffer.compare(keyOf(one), keyOf(other));
}

/** The bytes of a key without their length: one byte of it says whether another follows. */
function keyOf({ row, keyBytes }: Scored): Buffer {
  return row.subarray((row[0] ?? 0) > 0x7f ? 2 : 1, keyBytes);
}
