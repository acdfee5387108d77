import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { open, stat, statfs, truncate, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import { asNeuronError } from "./errors.ts";
import { unlessMissing } from "./files.ts";
import type { Startable } from "./lifecycle.ts";
import type { Logger } from "./logger.ts";

/**
 * More than enough for one start: locks, sockets, journals, and the 16 KB that the database engine writes. The rest is
 * kept for the next one, since others take what is given up.
 */
export const stepBytes = 4_000_000;
const mostBytes = 8 * stepBytes;
/** Of the room that there would be without the reserve, it takes no more than this share. */
const share = 1 / 10;
const pollMs = 2_000;

export interface Disk {
  /** Returns how much room there is where the path is, in bytes. */
  readonly freeBytes: (path: string) => Promise<number>;
}

/**
 * Gives up a step of the reserve where there is hardly any room left, so that what starts now can start on a full disk.
 * Call it before the first write of a start. Returns whether it did; throws as the file system does.
 */
export async function giveWay(directory: string, disk = systemDisk): Promise<boolean> {
  if ((await disk.freeBytes(directory)) >= stepBytes) return false;
  const kept = await keptBytes(directory);
  if (kept === 0) return false;
  await truncate(fileIn(directory), Math.max(0, kept - stepBytes));
  return true;
}

/** Makes the reserve as large as there is room for; never smaller. Two may do so at once. Throws as the file system does. */
export async function fillReserve(directory: string, disk = systemDisk): Promise<void> {
  const kept = await keptBytes(directory);
  const wanted = Math.min(mostBytes, ((await disk.freeBytes(directory)) + kept) * share);
  if (kept + stepBytes > wanted) return;
  const file = await open(fileIn(directory), constants.O_CREAT | constants.O_WRONLY, 0o600);
  try {
    for (let start = kept; start + stepBytes <= wanted; start += stepBytes) {
      // Nothing that a file system would make small.
      await writeAll(file, randomBytes(stepBytes), start);
    }
  } finally {
    await file.close();
  }
}

export interface DiskReserveDeps {
  readonly clock: Pick<Clock, "sleep">;
  readonly logger: Logger;
  readonly disk?: Disk;
}

/** Keeps the reserve of a data directory full while it runs: one that was given up is made again once there is room. */
export class DiskReserve implements Startable {
  readonly name = "disk reserve";
  readonly #deps: DiskReserveDeps;
  readonly #directory: string;
  readonly #stopping = new AbortController();
  #keeping: Promise<void> = Promise.resolve();

  constructor(deps: DiskReserveDeps, directory: string) {
    this.#deps = deps;
    this.#directory = directory;
  }

  start(): Promise<void> {
    this.#keeping = this.#keep();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await fillReserve(this.#directory, this.#deps.disk).catch((error: unknown) => {
        // Others were faster to fill the disk, or it is gone: health tells.
        this.#deps.logger.debug("Disk reserve not filled", { error: asNeuronError(error).message });
      });
      await this.#deps.clock.sleep(pollMs, signal).catch(() => undefined);
    }
  }
}

/** A disk that has become full takes a part of what it is given, and nothing of the next. */
async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const rest = bytes.subarray(written);
    written += (await file.write(rest, 0, rest.length, position + written)).bytesWritten;
  }
}

function fileIn(directory: string): string {
  return join(directory, "reserve");
}

async function keptBytes(directory: string): Promise<number> {
  return (await unlessMissing(stat(fileIn(directory))))?.size ?? 0;
}

const systemDisk: Disk = {
  freeBytes: async (path) => {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};
