import { execFile } from "node:child_process";
import { mkdir, statfs } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
/** Above what the neuron calls little, so that it is healthy while there is room. It is no memory until written. */
const roomBytes = 4_000_000_000;
const pageBytes = 4_096;
const mostAttempts = 20;

/** A directory on a disk of its own, which can be made full. */
export interface SmallDisk {
  /** Leaves no room, or this much. */
  fill(spareBytes?: number): Promise<void>;
  /** Makes room again. */
  free(): Promise<void>;
  /** Takes the disk away. */
  dispose(): Promise<void>;
}

/**
 * Makes the directory, with a file system in memory in its place, and returns that; undefined where this user may not
 * mount any: then the directory is an ordinary one.
 */
export async function mountSmallDisk(path: string): Promise<SmallDisk | undefined> {
  await mkdir(path);
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${roomBytes},mode=0755`, "neuron-test", path]);
  } catch {
    return undefined;
  }
  return {
    // A disk that is as large as what is on it has no room left, whatever size that is.
    fill: (spareBytes = 0) => fill(path, spareBytes),
    free: () => resize(path, roomBytes),
    dispose: async () => {
      await run("umount", ["--lazy", path]);
    },
  };
}

/** A disk cannot become smaller than what is on it, which may grow while that is asked. */
async function fill(path: string, spareBytes: number): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await resize(path, (await usedBytes(path)) + spareBytes);
      return;
    } catch (error) {
      if (attempt === mostAttempts) throw error;
    }
  }
}

async function resize(path: string, bytes: number): Promise<void> {
  await run("mount", ["-o", `remount,size=${bytes}`, path]);
}

async function usedBytes(path: string): Promise<number> {
  const { blocks, bfree, bsize } = await statfs(path);
  return Math.max(pageBytes, (blocks - bfree) * bsize);
}
