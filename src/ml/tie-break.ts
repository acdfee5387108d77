/** FNV-1a, 32 bits, and the finish of MurmurHash3, without which names that end differently hash alike. */
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
const HASHES = 2 ** 32;

/** The most that a score is moved: far below what any grade can tell, far above what a double can. */
export const TIE_BREAK = 1e-8;
/** Scores are rounded to so many decimals, so that they are short in an answer and still tell ties apart. */
const SCORE_SCALE = 1e12;

/**
 * Returns the score moved by less than TIE_BREAK as its key says, still in [0,1]: rows of equal score are told apart,
 * the same way in every run and whatever rows stand beside them. Without this an order among them would be chance, and
 * a rank correlation over a constant has no value at all (facts: aml-risk 7.3).
 */
export function breakTie(score: number, key: Uint8Array): number {
  const moved = score * (1 - TIE_BREAK) + (TIE_BREAK * hashOf(key)) / HASHES;
  return Math.round(moved * SCORE_SCALE) / SCORE_SCALE;
}

function hashOf(key: Uint8Array): number {
  let hash = FNV_OFFSET;
  // A loop by position: an iterator would take several times as long over a batch.
  for (let position = 0; position < key.length; position += 1)
    hash = Math.imul(hash ^ (key[position] ?? 0), FNV_PRIME) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
