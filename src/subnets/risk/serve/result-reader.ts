import type { Representation } from "../../../axon/answer/representation.ts";
import { RepresentationCache } from "../../../axon/answer/representation-cache.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Publication } from "../publication.ts";
import type { PublicationIndex } from "./publication-index.ts";
import type { NetworkDatabases, ReadDatabase } from "./read-database.ts";
import { renderResultDocument, type Page } from "./result-document.ts";
import { resultKinds, type ResultKind } from "./result-kind.ts";

export interface ResultReaderDeps {
  readonly databases: NetworkDatabases;
  readonly index: Pick<PublicationIndex, "refresh" | "findPublication">;
  readonly logger: Logger;
}

export interface ResultReaderSettings {
  /** Bytes of whole documents kept in memory, compressed forms included. */
  readonly documentCacheBytes: number;
  /** Bytes of pages and of explained scores kept: apart, so that no caller drives the documents out. */
  readonly pageCacheBytes: number;
}

/** A publication and the document of it that is wanted. */
export interface ResultRequest {
  readonly kind: ResultKind;
  readonly publication: Publication;
  readonly page: Page;
}

/** Answers results as bytes, from memory when it can. */
export class ResultReader {
  readonly #deps: ResultReaderDeps;
  readonly #documents: RepresentationCache;
  readonly #pages: RepresentationCache;

  constructor(deps: ResultReaderDeps, settings: ResultReaderSettings) {
    this.#deps = deps;
    this.#documents = new RepresentationCache(deps, { maxBytes: settings.documentCacheBytes });
    this.#pages = new RepresentationCache(deps, { maxBytes: settings.pageCacheBytes });
  }

  /**
   * Returns the document. When the publication has been replaced and its rows are gone, that of its successor.
   * Throws STORE_UNAVAILABLE when it is not in memory and the database is away.
   */
  async read(request: ResultRequest): Promise<Representation> {
    try {
      return await this.#readOnce(request);
    } catch (error) {
      if (!(error instanceof NeuronError) || error.code !== "BATCH_NOT_FOUND") throw error;
      const successor = await this.#findSuccessor(request.publication);
      if (successor === undefined) throw error;
      return this.#readOnce({ ...request, publication: successor });
    }
  }

  /** Has all documents of the publication in memory, compressed, when it resolves. */
  async warm(publication: Publication): Promise<void> {
    for (const kind of resultKinds) {
      const request = { kind, publication, page: {} };
      await this.#documents.warm(keyOf(request), () => this.#render(request));
    }
  }

  /** Resolves when no compression is under way. */
  async settle(): Promise<void> {
    await Promise.all([this.#documents.settle(), this.#pages.settle()]);
  }

  #readOnce(request: ResultRequest): Promise<Representation> {
    const { kind, page } = request;
    const isWhole = page.limit === undefined && page.offset === undefined;
    const cache = isWhole && resultKinds.includes(kind) ? this.#documents : this.#pages;
    return cache.get(keyOf(request), () => this.#render(request));
  }

  #render({ kind, publication, page }: ResultRequest): Promise<Representation> {
    return renderResultDocument(this.#databaseOf(publication), kind, publication, page);
  }

  async #findSuccessor(publication: Publication): Promise<Publication | undefined> {
    const { network, windowDays, processingDate, publicationId } = publication;
    await this.#deps.index.refresh();
    const current = this.#deps.index.findPublication(network, windowDays, processingDate);
    return current?.publicationId === publicationId ? undefined : current;
  }

  #databaseOf({ network }: Publication): ReadDatabase {
    const database = this.#deps.databases.get(network);
    if (database === undefined)
      throw new NeuronError("INTERNAL", `No database is open for network ${network}`);
    return database;
  }
}

function keyOf({ kind, publication, page }: ResultRequest): string {
  const { network, publicationId } = publication;
  return [network, publicationId, kind.name, page.limit ?? "", page.offset ?? ""].join("|");
}
