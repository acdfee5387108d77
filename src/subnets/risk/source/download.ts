import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ProgressStep } from "../../../lib/progress.ts";
import type { FetchedFile, FetchOptions } from "./batch-source.ts";
import { tooLarge, transportFailure } from "./failures.ts";
import type { SourceObject } from "./layout.ts";
import { type TransferPolicy, withRetries } from "./transfer-policy.ts";
import { watch, type Watched } from "./watchdog.ts";

/** From where to read, and which version must still be there for that to make sense. */
export interface ReadRequest {
  readonly resume: { readonly offset: number; readonly etag: string } | undefined;
  readonly signal: AbortSignal;
}

export interface ObjectBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Where the chunks begin: 0 also when a resumption was asked for but the object has changed. */
  readonly offset: number;
  readonly totalBytes: number | undefined;
  /** A strong validator, or undefined: without one a broken transfer starts over. */
  readonly etag: string | undefined;
}

/** One way of reading objects over a network. */
export interface ObjectReader {
  describe(): string;
  /** Returns the object's bytes, or undefined when it does not exist. */
  read(path: string, request: ReadRequest): Promise<ObjectBody | undefined>;
}

/**
 * Downloads an object into the directory, hashing on the way. A transfer that breaks is continued where it
 * stopped while the object's validator stays the same, and begun again when it does not.
 */
export async function download(
  reader: ObjectReader,
  policy: TransferPolicy,
  object: SourceObject,
  options: FetchOptions,
): Promise<FetchedFile | undefined> {
  const path = join(options.directory, object.path.replaceAll("/", "~"));
  const file = await open(path, "w");
  const step = options.progress.start(`Fetching ${basename(object.path)}`);
  try {
    const transfer = new Transfer({ reader, policy, object, file, step, options });
    const found = await withRetries(policy, options.signal, () => transfer.attempt());
    return found ? { path, ...transfer.result() } : undefined;
  } finally {
    step.finish();
    await file.close();
  }
}

interface TransferParts {
  readonly reader: ObjectReader;
  readonly policy: TransferPolicy;
  readonly object: SourceObject;
  readonly file: FileHandle;
  readonly step: ProgressStep;
  readonly options: FetchOptions;
}

/** A download across its attempts: what is on the disk, its hash so far, and the version it belongs to. */
class Transfer {
  readonly #parts: TransferParts;
  #hash: Hash;
  #received = 0;
  #etag: string | undefined;

  constructor(parts: TransferParts) {
    this.#parts = parts;
    this.#hash = createHash(parts.options.algorithm);
  }

  /** Returns whether the object exists; when it does, it is complete. */
  async attempt(): Promise<boolean> {
    const { policy, object, options } = this.#parts;
    return watch({ what: object.path, policy, signal: options.signal }, (watched) => this.#receive(watched));
  }

  result(): Pick<FetchedFile, "bytes" | "hash"> {
    const { algorithm } = this.#parts.options;
    return { bytes: this.#received, hash: { algorithm, hex: this.#hash.digest("hex") } };
  }

  async #receive(watched: Watched): Promise<boolean> {
    const { object, step } = this.#parts;
    const body = await this.#open(watched.signal);
    if (body === undefined) return false;
    if ((body.totalBytes ?? 0) > object.maxBytes) throw tooLarge(object.path, object.maxBytes);
    if (body.offset !== this.#received) await this.#startOver(body.offset);
    this.#etag = body.etag;
    for await (const chunk of explained(object.path, body.chunks)) {
      watched.beat();
      await this.#append(chunk);
      step.update(this.#received);
    }
    this.#assertComplete(body.totalBytes);
    return true;
  }

  async #open(signal: AbortSignal): Promise<ObjectBody | undefined> {
    const { reader, object } = this.#parts;
    const resume =
      this.#received > 0 && this.#etag !== undefined
        ? { offset: this.#received, etag: this.#etag }
        : undefined;
    try {
      return await reader.read(object.path, { resume, signal });
    } catch (error) {
      throw transportFailure(object.path, error);
    }
  }

  async #startOver(offset: number): Promise<void> {
    if (offset !== 0) {
      throw transportFailure(
        this.#parts.object.path,
        new Error(`asked from byte ${this.#received} on, the source answered from ${offset} on`),
      );
    }
    await this.#parts.file.truncate(0);
    this.#received = 0;
    this.#hash = createHash(this.#parts.options.algorithm);
  }

  async #append(chunk: Uint8Array): Promise<void> {
    const { object, file } = this.#parts;
    if (this.#received + chunk.byteLength > object.maxBytes) throw tooLarge(object.path, object.maxBytes);
    let written = 0;
    while (written < chunk.byteLength) {
      const { bytesWritten } = await file.write(
        chunk,
        written,
        chunk.byteLength - written,
        this.#received + written,
      );
      written += bytesWritten;
    }
    this.#hash.update(chunk);
    this.#received += chunk.byteLength;
  }

  #assertComplete(totalBytes: number | undefined): void {
    if (totalBytes === undefined || totalBytes === this.#received) return;
    throw transportFailure(
      this.#parts.object.path,
      new Error(`${this.#received} of ${totalBytes} bytes arrived`),
    );
  }
}

/** The chunks as they come; a failure between them is the connection's, unlike one in writing them down. */
async function* explained(what: string, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw transportFailure(what, error);
  }
}
