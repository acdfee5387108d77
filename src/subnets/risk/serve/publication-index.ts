import { z } from "zod";
import type { Logger } from "../../../lib/logger.ts";
import type { ModelType } from "../model-card.ts";
import { readPublications, type Publication } from "../publication.ts";
import type { NetworkDatabases, ReadDatabase } from "./read-database.ts";
import { readCurrentModels, readModels, type ModelsById, type RegisteredModel } from "./registered-model.ts";
import { scoredBy, type ScoredBy } from "./scored-by.ts";

export interface PublicationIndexDeps {
  readonly databases: NetworkDatabases;
  readonly logger: Logger;
}

/** What is published for a network, as one moment's whole. */
interface NetworkState {
  /** Changes whenever a row is added to the tables that the state is read from. */
  readonly stamp: string;
  readonly publications: readonly Publication[];
  /** The active ones. */
  readonly models: readonly RegisteredModel[];
  /** Those that scored the newest publications. */
  readonly scoring: ModelsById;
}

const nothingPublished: NetworkState = { stamp: "", publications: [], models: [], scoring: new Map() };

const selectStamp = `
  SELECT concat(
    (SELECT concat(toString(count()), ' ', toString(max(updated_at))) FROM batch_metadata), ' ',
    (SELECT concat(toString(count()), ' ', toString(max(created_at))) FROM trained_models), ' ',
    (SELECT concat(toString(count()), ' ', toString(max(decided_at))) FROM model_decisions)
  ) AS stamp`;

const stampRow = z.object({ stamp: z.string() });

/**
 * What is published, in memory: answers never wait for the database to learn it, and go on while the database is
 * away. A reader that holds a publication keeps seeing that one, whatever is published meanwhile.
 */
export class PublicationIndex {
  readonly #databases: NetworkDatabases;
  readonly #logger: Logger;
  readonly #states = new Map<string, NetworkState>();
  #refreshing: Promise<void> = Promise.resolve();

  constructor({ databases, logger }: PublicationIndexDeps) {
    this.#databases = databases;
    this.#logger = logger;
  }

  get networks(): readonly string[] {
    return [...this.#databases.keys()];
  }

  /** Reads what has changed. Throws STORE_UNAVAILABLE and the like; what was known then stays. */
  refresh(): Promise<void> {
    // One after the other: what an earlier one has read must not replace what a later one has.
    const turn = this.#refreshing.then(
      () => this.#refreshAll(),
      () => this.#refreshAll(),
    );
    this.#refreshing = turn;
    return turn;
  }

  /** Returns a window's publications, the newest date first. */
  getPublications(network: string, windowDays: number): readonly Publication[] {
    return this.#stateOf(network).publications.filter((publication) => publication.windowDays === windowDays);
  }

  /** Returns the publication of a date, or of the newest one there is, or undefined. */
  findPublication(network: string, windowDays: number, date: string): Publication | undefined {
    const { publications } = this.#stateOf(network);
    return publications.find(
      ({ processingDate, ...publication }) =>
        publication.windowDays === windowDays && (date === "latest" || processingDate === date),
    );
  }

  /** Returns the newest publication of each window of each network. */
  getNewest(): readonly Publication[] {
    return this.networks.flatMap((network) => newestOf(this.#stateOf(network).publications));
  }

  /** Returns what scored the newest publication; before there is one, the model that would, or undefined. */
  findScoredBy(network: string, windowDays: number, type: ModelType): ScoredBy | undefined {
    const publication = this.findPublication(network, windowDays, "latest");
    if (publication !== undefined) return scoredBy(publication, type, this.#stateOf(network).scoring);
    const model = this.findModel(network, windowDays, type);
    return model && { kind: "model", version: model.card.model_version, model };
  }

  /** Returns the active model of a type for the window, or undefined. */
  findModel(network: string, windowDays: number, type: ModelType): RegisteredModel | undefined {
    const { models } = this.#stateOf(network);
    return models.find((model) => model.windowDays === windowDays && model.card.model_type === type);
  }

  #stateOf(network: string): NetworkState {
    return this.#states.get(network) ?? nothingPublished;
  }

  /** A network whose database is away keeps no other from being read. */
  async #refreshAll(): Promise<void> {
    const databases = [...this.#databases];
    const outcomes = await Promise.allSettled(
      databases.map(([network, database]) => this.#refresh(network, database)),
    );
    const failure = outcomes.find((outcome) => outcome.status === "rejected");
    if (failure !== undefined) throw failure.reason;
  }

  async #refresh(network: string, database: ReadDatabase): Promise<void> {
    const { stamp = "" } = (await database.findRow(stampRow, selectStamp)) ?? {};
    if (stamp === this.#stateOf(network).stamp) return;
    const [publications, { models, refused }] = await Promise.all([
      readPublications(network, database),
      readCurrentModels(database),
    ]);
    for (const { message } of refused) this.#logger.error("Model is not served", { network, error: message });
    const versions = newestOf(publications).flatMap((publication) => Object.values(publication.versions));
    const scoring = await readModels(database, [...new Set(versions)]);
    this.#states.set(network, { stamp, publications, models, scoring });
  }
}

/** Returns the newest publication of each window. */
function newestOf(publications: readonly Publication[]): Publication[] {
  const newest = new Map(
    publications.toReversed().map((publication) => [publication.windowDays, publication]),
  );
  return [...newest.values()];
}
