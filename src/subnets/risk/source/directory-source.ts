import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { access, readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import type { BatchSource, FetchedFile, FetchOptions } from "./batch-source.ts";
import { tooLarge } from "./failures.ts";
import { findDateOfMeta, snapshotsPrefix, type SourceObject } from "./layout.ts";

const READ_CHUNK_BYTES = 1024 * 1024;

/** Batches in a directory of this machine. They are read where they lie, without a copy. */
export class DirectorySource implements BatchSource {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  describe(): string {
    return this.#root;
  }

  async listDates(network: string, windowDays: number): Promise<readonly string[]> {
    const folder = join(this.#root, snapshotsPrefix(network));
    const names = await explained(folder, () => readdir(folder));
    if (names === undefined) await this.#refuseAbsence();
    const dates: string[] = [];
    for (const name of names ?? []) {
      const date = findDateOfMeta(`${name}/${windowDays}/META.json`, windowDays);
      if (date !== undefined && (await exists(join(folder, date, String(windowDays), "META.json")))) {
        dates.push(date);
      }
    }
    return dates.sort();
  }

  async find(object: SourceObject, options: FetchOptions): Promise<FetchedFile | undefined> {
    const path = join(this.#root, object.path);
    const found = await explained(path, async () => {
      const { size, ...entry } = await stat(path);
      if ((entry.mode & 0o170000) !== 0o100000) return undefined;
      if (size > object.maxBytes) throw tooLarge(object.path, object.maxBytes);
      return hashFile(path, size, options);
    });
    if (found === undefined) await this.#refuseAbsence();
    return found;
  }

  /** Nothing is in a directory that is not there either, but whoever looks for it wants to know. */
  async #refuseAbsence(): Promise<void> {
    if (await exists(this.#root)) return;
    const hint = "is the disk mounted, and source.url right?";
    throw new NeuronError("SOURCE_NOT_FOUND", `There is no directory ${this.#root}: ${hint}`);
  }
}

async function hashFile(path: string, size: number, options: FetchOptions): Promise<FetchedFile> {
  const { algorithm, progress, signal } = options;
  const step = progress.start(`Reading ${basename(path)}`, size);
  const hash = createHash(algorithm);
  let bytes = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: READ_CHUNK_BYTES, signal })) {
      const data = chunk as Buffer;
      hash.update(data);
      bytes += data.byteLength;
      step.update(bytes);
    }
  } finally {
    step.finish();
  }
  return { path, bytes, hash: { algorithm, hex: hash.digest("hex") } };
}

async function exists(path: string): Promise<boolean> {
  return (await explained(path, () => access(path).then(() => true))) ?? false;
}

/** Returns undefined for what is not there; other refusals of the file system as the errors of a source. */
async function explained<Result>(path: string, work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    if (code === "EACCES" || code === "EPERM") {
      throw new NeuronError("SOURCE_DENIED", `No permission to read ${path}`, { cause: error });
    }
    if (code === "EIO" || code === "ESTALE" || code === "ETIMEDOUT") {
      throw new NeuronError("SOURCE_UNAVAILABLE", `Cannot read ${path}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    throw error;
  }
}
