import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { acquireLock, type Lock } from "./lock-file.ts";

/**
 * Returns a lock of a data directory: `neuron`, of the one that runs on it, or a network's, of who writes for that. Throws
 * LOCKED, naming the holder, when it is held already.
 * @param command for whoever is refused meanwhile: `neuron backup`.
 */
export async function acquireDataLock(dataDirectory: string, name: string, command: string): Promise<Lock> {
  const locks = join(dataDirectory, "locks");
  await mkdir(locks, { recursive: true });
  return acquireLock(join(locks, `${name}.lock`), command);
}
