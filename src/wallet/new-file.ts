import { randomUUID } from "node:crypto";
import { link, lstat, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { NeuronError } from "../lib/errors.ts";
import { syncDirectory, writeDurably } from "../lib/files.ts";

const secretFileMode = 0o600;
const secretDirectoryMode = 0o700;

/**
 * Writes a file that only its owner may read, whole or not at all, and its directories where they are missing. A file
 * that is there already is never touched: throws WALLET_EXISTS.
 */
export async function writeNewFile(path: string, content: string | Uint8Array): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: secretDirectoryMode });
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    await writeDurably(draft, content, secretFileMode);
    // Unlike a rename, link(2) does not replace what is there.
    await link(draft, path);
  } catch (error) {
    throw error instanceof Error && "code" in error && error.code === "EEXIST" ? fileExists(path) : error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncDirectory(directory);
}

/** Throws WALLET_EXISTS when there is anything at one of these paths. */
export async function refuseExisting(paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const stats = await lstat(path).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
      throw error;
    });
    if (stats !== undefined) throw fileExists(path);
  }
}

function fileExists(path: string): NeuronError {
  return new NeuronError(
    "WALLET_EXISTS",
    `${path} exists and is never overwritten: choose another name, or move it away yourself`,
    { context: { path } },
  );
}
