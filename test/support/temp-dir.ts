import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Returns a new directory; a test that asks for one removes it. */
export async function makeTempDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), "neuron-test-"));
}

/** Removes a test's directory and all in it. */
export async function removeTempDir(path: string): Promise<void> {
  // An engine that has just been killed may still be writing its last file.
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}
