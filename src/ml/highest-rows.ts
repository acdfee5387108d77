import { type BlockRow, encodeBlock } from "./row-block.ts";
import type { RowChunk } from "./rows-file.ts";

/** So many times what is wanted is collected before the lower ones are let go: sorting for each row would cost more. */
const SLACK = 2;

interface Scored extends BlockRow {
  readonly score: number;
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
  add({ rows, keys, keyStarts, values }: RowChunk, scores: Float64Array): void {
    const width = values.length / rows;
    for (let index = 0; index < rows; index += 1) {
      const score = scores[index] ?? NaN;
      if (!(score >= this.#least)) continue;
      const key = Buffer.from(keys.subarray(keyStarts[index], keyStarts[index + 1]));
      this.#kept.push({ score, key, values: values.slice(index * width, (index + 1) * width) });
      if (this.#kept.length >= SLACK * this.#most) this.#letGo();
    }
  }

  /** Returns the rows as a rows file, the highest score first, of equal scores the lower key. */
  take(): Buffer {
    this.#letGo();
    return encodeBlock(this.#kept);
  }

  #letGo(): void {
    this.#kept = this.#kept.sort(byScore).slice(0, this.#most);
    if (this.#kept.length === this.#most) this.#least = this.#kept.at(-1)?.score ?? -Infinity;
  }
}

function byScore(one: Scored, other: Scored): number {
  return other.score - one.score || Buffer.compare(nameOf(one), nameOf(other));
}

/** The bytes of a key without their length: one byte of it says whether another follows. */
function nameOf({ key }: Scored): Uint8Array {
  return key.subarray((key[0] ?? 0) > 0x7f ? 2 : 1);
}
