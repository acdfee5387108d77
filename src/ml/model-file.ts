import { createHash } from "node:crypto";
import { open, readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";

import { messageOf, NeuronError } from "../lib/errors.ts";
import { syncDirectory } from "../lib/files.ts";
import type { ModelFile } from "./contract.ts";

/** A thousand deep trees take about ten megabytes. */
const MAX_MODEL_BYTES = 256 * 1024 * 1024;
/** UBJSON and JSON objects begin alike; what begins otherwise the library would read as its legacy format. */
const OBJECT_BEGIN = "{".charCodeAt(0);

export interface WrittenFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Returns where a file stands until it is whole. */
export function partialPathOf(path: string): string {
  return `${path}.part`;
}

/** Writes a file that is there whole, on the disk, or not at all, and returns what was written. */
export async function writeModelFile(path: string, content: Uint8Array): Promise<WrittenFile> {
  const partialPath = partialPathOf(path);
  const file = await open(partialPath, "w");
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(partialPath, path);
  await syncDirectory(dirname(path));
  return { sha256: sha256Of(content), bytes: content.length };
}

/**
 * Returns the content of a model file, read once: the bytes returned are the bytes that were checked.
 * Throws MODEL_REFUSED when they are not those that were written.
 */
export async function readModelFile({ path, sha256 }: ModelFile): Promise<Buffer> {
  const bytes = await readBounded(path);
  const found = sha256Of(bytes);
  if (found !== sha256) {
    throw refusal(path, "is not the file that was written: its sha256 differs", { expected: sha256, found });
  }
  if (bytes[0] !== OBJECT_BEGIN)
    throw refusal(path, "is not a model: it begins with something else", { sha256 });
  return bytes;
}

async function readBounded(path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_MODEL_BYTES) return await readFile(path);
    throw new Error(`${size} bytes are over the limit of ${MAX_MODEL_BYTES}`);
  } catch (error) {
    throw refusal(path, `cannot be read: ${messageOf(error)}`, {}, error);
  }
}

function sha256Of(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function refusal(path: string, what: string, context: Record<string, unknown>, cause?: unknown): NeuronError {
  const message = `The model file ${path} ${what}; train a new model or restore the file`;
  return new NeuronError("MODEL_REFUSED", message, { context: { path, ...context }, cause });
}
