import { setPriority } from "node:os";

/** Below the neuron and the database, which share their cores with every process of a job. */
const NICENESS = 10;

/**
 * Lets a child process wait for the others; to be called as soon as it is started, because threads are as nice as the
 * one that makes them, and no nicer when that one becomes so later.
 */
export function lowerPriority(pid: number): void {
  try {
    setPriority(pid, NICENESS);
  } catch {
    // It has ended already, and says so by itself.
  }
}
