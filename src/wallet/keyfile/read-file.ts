import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import type { Logger } from "../../lib/logger.ts";
import { keyfileRefused } from "./refused.ts";

/** Far above the two kilobytes of the largest true key file. */
const maxFileBytes = 64 * 1024;

/** Permission bits of everybody but the owner. */
const othersMode = 0o077;

/**
 * Returns what a file of the wallet holds, or undefined where there is none. Throws KEYFILE_REFUSED for what cannot be
 * read or is no file of a sane size. A pipe or a device is never waited for.
 */
export async function findFile(path: string): Promise<Buffer | undefined> {
  return (await findFileWithMode(path))?.content;
}

/** As `findFile`, and warns when other users of the machine have access to the file. */
export async function findSecretFile(path: string, logger: Logger): Promise<Buffer | undefined> {
  const found = await findFileWithMode(path);
  if (found !== undefined && (found.mode & othersMode) !== 0) {
    logger.warn("Other users have access to a secret file; run: chmod 600", {
      path,
      mode: (found.mode & 0o777).toString(8),
    });
  }
  return found?.content;
}

async function findFileWithMode(path: string): Promise<{ content: Buffer; mode: number } | undefined> {
  const file = await openFile(path);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw keyfileRefused(path, "is not a regular file");
    return { content: await readBounded(file, path), mode: stats.mode };
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw keyfileRefused(path, `cannot be read (${code})`);
  }
}

async function readBounded(file: FileHandle, path: string): Promise<Buffer> {
  const buffer = Buffer.alloc(maxFileBytes + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length > maxFileBytes) throw keyfileRefused(path, `is larger than ${maxFileBytes} bytes`);
  return buffer.subarray(0, length);
}
