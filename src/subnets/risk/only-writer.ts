import { rm } from "node:fs/promises";
import { acquireDataLock } from "../../lib/data-lock.ts";

/** Who writes, for what, and what is its own while it does. */
export interface WriterRequest {
  readonly network: string;
  readonly job: string;
  readonly dataDirectory: string;
  /** Emptied before the work begins. */
  readonly scratchDirectory: string;
}

/**
 * Runs work as the only one that writes for its network, in any process, and returns what it returns. Throws LOCKED while
 * another is at it, naming that one.
 */
export async function asOnlyWriter<Result>(
  { network, job, dataDirectory, scratchDirectory }: WriterRequest,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await acquireDataLock(dataDirectory, network, `neuron ${job}`);
  try {
    // Under the lock, whatever is still there was left by a process that died.
    await rm(scratchDirectory, { recursive: true, force: true });
    return await work();
  } finally {
    await lock.release();
  }
}
