import { rm, stat, statfs } from "node:fs/promises";
import { unlessMissing, writeFileAtomically } from "./files.ts";

/** Enough for locks, sockets, journals and what the database engine writes when it starts. */
const reserveBytes = 32_000_000;
/** With so much room the reserve is made; below that, what there is is left to others. */
const comfortableBytes = 10 * reserveBytes;

export interface DiskReserveDeps {
  /** Returns how much room there is where the path is, in bytes. */
  readonly freeBytes: (path: string) => Promise<number>;
}

/**
 * Keeps a file that only takes room, and gives it up where there is hardly any left: so a process can start on a disk
 * that filled up while it ran. Call it first of all at the start; throws as the file system does.
 */
export async function settleReserve(directory: string, file: string, deps = systemDisk): Promise<void> {
  const freeBytes = await deps.freeBytes(directory);
  if (freeBytes < reserveBytes) await rm(file, { force: true });
  else if (freeBytes >= comfortableBytes && (await unlessMissing(stat(file))) === undefined) {
    await writeFileAtomically(file, Buffer.alloc(reserveBytes));
  }
}

const systemDisk: DiskReserveDeps = {
  freeBytes: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
