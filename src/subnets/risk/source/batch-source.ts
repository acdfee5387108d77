import type { Progress } from "../../../lib/progress.ts";
import type { FileHash, HashAlgorithm } from "./file-hash.ts";
import type { SourceObject } from "./layout.ts";

export interface FetchOptions {
  /** An existing directory for what has to be downloaded; its owner removes it. */
  readonly directory: string;
  /** With what to hash the bytes as they pass. */
  readonly algorithm: HashAlgorithm;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** An object as a file of this machine, complete and hashed. */
export interface FetchedFile {
  readonly path: string;
  readonly bytes: number;
  readonly hash: FileHash;
}

/**
 * Where batches come from. Objects lie as `layout.ts` says; what a source holds is never trusted.
 *
 * Every method throws SOURCE_DENIED (asking again does not help), SOURCE_UNAVAILABLE (later it may), or
 * BATCH_REJECTED for an object above its size limit.
 *
 * @example
 * const file = await source.find(metaObject(key), { directory, algorithm: "sha256", progress, signal });
 */
export interface BatchSource {
  /** Returns the source's address for people and logs, without secrets. */
  describe(): string;
  /**
   * Returns the dates of the batches of a network and window, the oldest first; none when it has none. Throws
   * USAGE_INVALID when this kind of source cannot be listed.
   */
  listDates(network: string, windowDays: number, signal: AbortSignal): Promise<readonly string[]>;
  /** Returns the object, or undefined when the source says that it does not exist. */
  find(object: SourceObject, options: FetchOptions): Promise<FetchedFile | undefined>;
}
