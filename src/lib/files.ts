import { createHash, randomUUID } from "node:crypto";
import { createReadStream, type ReadStream } from "node:fs";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * Writes the file so that a reader, even after a power loss, finds the old content or the new, never a part.
 *
 * @param mode permission bits of the new file, for example 0o600 for a secret.
 */
export async function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeDurably(temporary, content, mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncDirectory(dirname(path));
}

/** Writes a new file and waits until its bytes are on the disk; fails with EEXIST when there is one. */
export async function writeDurably(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Pieces of the usual 64 KiB keep this thread busy twice as long. */
const PIECE_BYTES = 1024 * 1024;

/** Returns what a file holds, as a stream of few and large pieces: for files that are passed on as they are. */
export function readInPieces(path: string): ReadStream {
  return createReadStream(path, { highWaterMark: PIECE_BYTES });
}

/** Returns the lower-case hexadecimal SHA-256 of a file of any size, read in pieces. */
export async function sha256OfFile(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(readInPieces(path), hash, signal === undefined ? {} : { signal });
  return hash.digest("hex");
}

/** A rename is lost with the power unless the directory that records it is written too. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Returns what a look at a file or directory found, or undefined when it is not there. Throws what else goes wrong. */
export async function unlessMissing<Found>(looking: Promise<Found>): Promise<Found | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Returns the text of a file, or undefined when there is none. */
export function findFileText(path: string): Promise<string | undefined> {
  return unlessMissing(readFile(path, "utf8"));
}
