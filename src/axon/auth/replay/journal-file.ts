import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { encodeEntry, encodeHeader } from "./format.ts";
import type { ReplayEntry } from "./entry.ts";

/**
 * A journal that is being written. Each entry is with the operating system when `append` returns, so it survives the
 * death of this process; only the machine's own death can lose it.
 */
export class JournalFile {
  readonly #descriptor: number;
  #length: number;
  #floorMs: number;

  /** Makes a new file, in the place of one that an earlier attempt left; fails as the file system does. */
  constructor(path: string, floorMs: number) {
    this.#descriptor = openSync(path, "w", 0o600);
    this.#length = 0;
    this.#floorMs = floorMs;
    try {
      this.#write(encodeHeader(floorMs));
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Fails as the file system does; what it wrote of the entry by then is written over by the next. */
  append(entry: ReplayEntry): void {
    this.#write(encodeEntry(entry));
  }

  /** Has what was sent at or before this moment refused after a restart. Written over in place, it needs no room. */
  raiseFloor(floorMs: number): void {
    this.#floorMs = Math.max(this.#floorMs, floorMs);
    const header = encodeHeader(this.#floorMs);
    const written = writeSync(this.#descriptor, header, 0, header.length, 0);
    if (written !== header.length) throw new Error("The file system took a part of a header only");
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #write(bytes: Buffer): void {
    const written = writeSync(this.#descriptor, bytes, 0, bytes.length, this.#length);
    if (written !== bytes.length) throw new Error("The file system took a part of an entry only");
    this.#length += written;
  }
}

/** Writes a whole journal in one step: at any moment there is all of it at the path, or nothing. */
export function writeJournal(path: string, floorMs: number, entries: readonly ReplayEntry[]): void {
  const temporary = `${path}.tmp`;
  const descriptor = openSync(temporary, "w", 0o600);
  try {
    const bytes = Buffer.concat([encodeHeader(floorMs), ...entries.map(encodeEntry)]);
    for (let start = 0; start < bytes.length;) start += writeSync(descriptor, bytes, start);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, path);
}
