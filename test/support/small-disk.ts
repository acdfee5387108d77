import { execFile } from "node:child_process";
import { mkdir, statfs } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Above what the neuron calls little, so that it is healthy while there is room. It is no memory until written. */
const roomBytes = 4_000_000_000;
const pageBytes = 4_096;

/** A data directory whose disk can be made full. */
export interface DataDirectory {
  readonly path: string;
  /** Undefined where the disk cannot be made full, with the reason in `limits`. */
  readonly fill: (() => Promise<void>) | undefined;
  readonly limits: string | undefined;
  /** Makes room again. */
  free(): Promise<void>;
  /** Takes the disk away. */
  dispose(): Promise<void>;
}

/** Returns a directory on a file system of its own, in memory; an ordinary one where this user may not mount any. */
export async function makeDataDirectory(path: string): Promise<DataDirectory> {
  await mkdir(path);
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${roomBytes},mode=0755`, "neuron-chaos", path]);
  } catch {
    const limits = "The disk is never full in this run: mounting a small file system takes root";
    return { path, fill: undefined, limits, free: nothing, dispose: nothing };
  }
  return {
    path,
    limits: undefined,
    // A disk that is as large as what is on it has no room left, whatever size that is.
    fill: async () => resize(path, await usedBytes(path)),
    free: () => resize(path, roomBytes),
    dispose: async () => {
      await run("umount", ["--lazy", path]);
    },
  };
}

async function resize(path: string, bytes: number): Promise<void> {
  await run("mount", ["-o", `remount,size=${bytes}`, path]);
}

async function usedBytes(path: string): Promise<number> {
  const { blocks, bfree, bsize } = await statfs(path);
  return Math.max(pageBytes, (blocks - bfree) * bsize);
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
