import type { FileHandle } from "node:fs/promises";

/** What is looked at and not yet passed is never more. */
export const MAX_PEEK_BYTES = 1024 * 1024;

/** The bytes of a file from its beginning to its end, a megabyte of them in memory. */
export class FileBytes {
  readonly #file: FileHandle;
  readonly #buffer = Buffer.allocUnsafe(MAX_PEEK_BYTES);
  #start = 0;
  #end = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Returns the next bytes without passing them: as many as are asked for, or all that are left. Valid until the next call. */
  async peek(length = MAX_PEEK_BYTES): Promise<Buffer> {
    if (this.#end - this.#start < length) {
      this.#buffer.copyWithin(0, this.#start, this.#end);
      this.#end -= this.#start;
      this.#start = 0;
      this.#end += await this.#read(this.#buffer.subarray(this.#end));
    }
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** Passes bytes that were seen. */
  pass(length: number): void {
    this.#start += length;
  }

  /** Fills all of the target and returns true, or false where fewer bytes are left. */
  async fill(target: Buffer): Promise<boolean> {
    const seen = this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#start += seen;
    return seen + (await this.#read(target.subarray(seen))) === target.length;
  }

  /** Returns how many bytes of the target could be filled. */
  async #read(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      const { bytesRead } = await this.#file.read(target, filled, target.length - filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return filled;
  }
}
