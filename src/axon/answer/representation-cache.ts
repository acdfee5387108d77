import { setTimeout as delay } from "node:timers/promises";
import { LRUCache } from "lru-cache";
import { messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Representation } from "./representation.ts";

export interface RepresentationCacheDeps {
  readonly logger: Logger;
}

export interface RepresentationCacheSettings {
  /** Bytes of all forms held; the least recently used go first. A document larger than this is not kept. */
  readonly maxBytes: number;
}

/** What the first answer of a document, sent as it is, has before its compression begins. */
const headStartMs = 20;

/** Makes a document that is not in the cache. */
export type MakeRepresentation = () => Promise<Representation>;

/** Keeps documents as bytes. Callers that ask for the same missing document at once wait for one making of it. */
export class RepresentationCache {
  readonly #logger: Logger;
  readonly #kept: LRUCache<string, Representation>;
  readonly #making = new Map<string, Promise<Representation>>();
  readonly #compressing = new Set<Promise<void>>();

  constructor({ logger }: RepresentationCacheDeps, { maxBytes }: RepresentationCacheSettings) {
    this.#logger = logger;
    this.#kept = new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ byteLength }) => byteLength });
  }

  /** Bytes held now. */
  get byteLength(): number {
    return this.#kept.calculatedSize;
  }

  /** Returns the document, made if need be; its compressed forms follow in the background. Throws what making throws. */
  async get(key: string, make: MakeRepresentation): Promise<Representation> {
    return this.#kept.get(key) ?? this.#makeOnce(key, make);
  }

  /** Has the document and its compressed forms ready when it resolves. */
  async warm(key: string, make: MakeRepresentation): Promise<void> {
    const representation = await this.get(key, make);
    await representation.compress();
  }

  /** Resolves when no compression is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#compressing);
  }

  #makeOnce(key: string, make: MakeRepresentation): Promise<Representation> {
    const underWay = this.#making.get(key);
    if (underWay !== undefined) return underWay;
    const making = this.#makeAndKeep(key, make).finally(() => this.#making.delete(key));
    this.#making.set(key, making);
    return making;
  }

  async #makeAndKeep(key: string, make: MakeRepresentation): Promise<Representation> {
    const representation = await make();
    this.#kept.set(key, representation);
    const compressing = this.#compress(key, representation).finally(() => {
      this.#compressing.delete(compressing);
    });
    this.#compressing.add(compressing);
    return representation;
  }

  async #compress(key: string, representation: Representation): Promise<void> {
    try {
      // The answer that is waiting for this document goes first.
      await delay(headStartMs);
      await representation.compress();
      // The new forms are counted when it is kept anew; setting the same value again counts nothing.
      if (this.#kept.peek(key) === representation) {
        this.#kept.delete(key);
        this.#kept.set(key, representation);
      }
    } catch (error) {
      this.#logger.warn("Document could not be compressed", { key, error: messageOf(error) });
    }
  }
}
