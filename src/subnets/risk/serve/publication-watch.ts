import type { Clock } from "../../../lib/clock.ts";
import { asNeuronError } from "../../../lib/errors.ts";
import type { Startable } from "../../../lib/lifecycle.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Publication } from "../publication.ts";
import type { PublicationIndex } from "./publication-index.ts";
import type { ResultReader } from "./result-reader.ts";

export interface PublicationWatchDeps {
  readonly index: Pick<PublicationIndex, "refresh" | "getNewest">;
  readonly results: Pick<ResultReader, "warm" | "settle">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface PublicationWatchSettings {
  /** How often other processes' publications are looked for. */
  readonly pollMs: number;
}

/** Keeps the index fresh and the newest publications' documents warm. Goes on while the database is away. */
export class PublicationWatch implements Startable {
  readonly name = "publication-watch";
  readonly #deps: PublicationWatchDeps;
  readonly #settings: PublicationWatchSettings;
  readonly #stopping = new AbortController();
  #warmed = new Set<string>();
  #isAway = false;
  #polling: Promise<void> | undefined;

  constructor(deps: PublicationWatchDeps, settings: PublicationWatchSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Resolves once the index was read, or could not be; both it and the documents follow in the background. */
  async start(signal: AbortSignal): Promise<void> {
    await this.#attempt(() => this.#deps.index.refresh());
    this.#polling = this.#poll(AbortSignal.any([signal, this.#stopping.signal]));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#polling;
    await this.#deps.results.settle();
  }

  /** Shows what was just published: call it after an own publication. Throws as `PublicationIndex.refresh` does. */
  async refresh(): Promise<void> {
    await this.#deps.index.refresh();
    await this.#warmNewest();
  }

  async #poll(signal: AbortSignal): Promise<void> {
    await this.#attempt(() => this.#warmNewest());
    while (await this.#waited(signal)) await this.#attempt(() => this.refresh());
  }

  async #waited(signal: AbortSignal): Promise<boolean> {
    return this.#deps.clock.sleep(this.#settings.pollMs, signal).then(
      () => !signal.aborted,
      () => false,
    );
  }

  async #warmNewest(): Promise<void> {
    const newest = this.#deps.index.getNewest();
    for (const publication of newest) {
      if (this.#warmed.has(warmKey(publication))) continue;
      await this.#deps.results.warm(publication);
      this.#warmed.add(warmKey(publication));
      const { network, processingDate, windowDays, publicationId } = publication;
      this.#deps.logger.info("Publication is served", { network, processingDate, windowDays, publicationId });
    }
    this.#warmed = new Set(newest.map(warmKey));
  }

  /** Says once that the publications cannot be read, and once that they can again. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.#isAway) this.#deps.logger.info("Publications can be read again");
      this.#isAway = false;
    } catch (error) {
      const { code, message } = asNeuronError(error);
      if (!this.#isAway)
        this.#deps.logger.warn("Publications cannot be read, serving what is known", {
          code,
          error: message,
        });
      this.#isAway = true;
    }
  }
}

function warmKey({ network, publicationId }: Publication): string {
  return `${network}|${publicationId}`;
}
