import { acquireDataLock } from "../../lib/data-lock.ts";
import type { Lock } from "../../lib/lock-file.ts";

/** What to keep still while work is done. */
export interface Stillness {
  readonly dataDirectory: string;
  /** Nothing is ingested, trained, scored or tidied for them. */
  readonly networks: readonly string[];
  /** No neuron runs at all, so nobody reads either. */
  readonly neuron: boolean;
  /** For whoever is refused meanwhile: `neuron backup`. */
  readonly command: string;
}

/**
 * Runs work while the locks that every writer of a data directory takes are held. Scheduled jobs wait for their end.
 * Throws LOCKED, naming the process, when one of them is held already.
 */
export async function holdingLocks<Result>(
  { dataDirectory, networks, neuron, command }: Stillness,
  work: () => Promise<Result>,
): Promise<Result> {
  const held: Lock[] = [];
  try {
    for (const name of [...(neuron ? ["neuron"] : []), ...networks]) {
      held.push(await acquireDataLock(dataDirectory, name, command));
    }
    return await work();
  } finally {
    for (const lock of held.toReversed()) await lock.release();
  }
}
