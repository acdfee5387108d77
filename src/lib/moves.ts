/** A step that can be taken back. */
export interface Move {
  apply(): Promise<void>;
  revert(): Promise<void>;
}

/**
 * Makes the moves in order. When one fails, those before it are taken back, the last one first, and its error is
 * thrown; an AggregateError of all when one could not be taken back.
 */
export async function applyAll(moves: readonly Move[]): Promise<void> {
  const made: Move[] = [];
  for (const move of moves) {
    try {
      await move.apply();
    } catch (error) {
      await revertAll(made, error);
      throw error;
    }
    made.push(move);
  }
}

async function revertAll(made: readonly Move[], cause: unknown): Promise<void> {
  const errors: unknown[] = [];
  for (const move of made.toReversed()) {
    await move.revert().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) {
    throw new AggregateError([cause, ...errors], "A change failed halfway and could not be taken back");
  }
}
