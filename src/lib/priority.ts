import { setPriority } from "node:os";

/** Who waits for whom where all share the same cores: everybody for the neuron, which answers, and jobs for the database. */
const niceness = { database: 5, job: 10 } as const;

/**
 * Lets a child process wait for the others; to be called as soon as it is started, because threads are as nice as the
 * one that makes them, and no nicer when that one becomes so later.
 */
export function lowerPriority(pid: number, role: keyof typeof niceness): void {
  try {
    setPriority(pid, niceness[role]);
  } catch {
    // It has ended already, and says so by itself.
  }
}
