import type { Clock } from "../lib/clock.ts";
import { NeuronError } from "../lib/errors.ts";
import type { Startable } from "../lib/lifecycle.ts";
import type { Logger } from "../lib/logger.ts";
import { DatabaseClients } from "./clients.ts";
import { clusterSettings, type ClusterSettings } from "./cluster.ts";
import { serverConnection, type ConnectionSource, type ServerSettings } from "./connection.ts";
import { createDatabase } from "./create-database.ts";
import { Database, type DatabaseLimits } from "./database.ts";
import { Engine } from "./engine/engine.ts";
import { migrate } from "./migrations/migrate.ts";
import { schemaDirectory } from "./migrations/schema-files.ts";

export interface NetworkStoreSettings {
  readonly network: string;
  /** The name of the network's database: `torus_db`. */
  readonly database: string;
  /** Undefined for the embedded engine. */
  readonly server?: ServerSettings | undefined;
}

export interface StoreSettings {
  /** Where the embedded engine keeps its tables and its connection file. */
  readonly dataDir: string;
  /** The embedded engine refuses queries that would take more than this. */
  readonly engineMaxMemoryBytes: number;
  readonly limits: DatabaseLimits;
  readonly networks: readonly NetworkStoreSettings[];
  /** Undefined unless the configured servers are a cluster. */
  readonly cluster?: ClusterSettings | undefined;
  /** Where the numbered schema files are; the program's own when undefined. */
  readonly schemaDir?: string | undefined;
  /** The last schema file to apply; all of them when undefined. */
  readonly schemaVersion?: number | undefined;
}

export interface StoreDeps {
  readonly clock: Clock;
  readonly logger: Logger;
}

interface NetworkStore {
  readonly database: Database;
  /** Works before the network's own database exists. */
  readonly server: Database;
  readonly clients: readonly DatabaseClients[];
  readonly cluster: ClusterSettings | undefined;
}

/**
 * Returns the store of these networks, not yet started:
 *
 *     const store = openStore({ dataDir: "data", networks: [{ network: "torus", database: "torus_db" }], … }, deps);
 *     await store.start(signal);
 *     await store.database("torus").rows(…);
 */
export function openStore(settings: StoreSettings, deps: StoreDeps): Store {
  return new Store(settings, deps);
}

/** Every network's database, on servers that are configured or on the embedded engine, which it runs. */
export class Store implements Startable {
  readonly name = "store";
  /** Undefined when every network has a server of its own. */
  readonly engine: Engine | undefined;
  readonly #settings: StoreSettings;
  readonly #deps: StoreDeps;
  readonly #networks: ReadonlyMap<string, NetworkStore>;

  constructor(settings: StoreSettings, deps: StoreDeps) {
    this.#settings = settings;
    this.#deps = deps;
    const isEmbedded = settings.networks.some(({ server }) => server === undefined);
    const { dataDir, engineMaxMemoryBytes: maxMemoryBytes } = settings;
    this.engine = isEmbedded ? new Engine(deps, { dataDir, maxMemoryBytes }) : undefined;
    this.#networks = new Map(settings.networks.map((network) => [network.network, this.#assemble(network)]));
  }

  /** Starts the engine where one is needed and brings every database's schema up to date. */
  async start(signal: AbortSignal): Promise<void> {
    try {
      await this.engine?.start(signal);
      for (const network of this.#networks.values()) await this.#prepare(network, signal);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const { clients } of this.#networks.values()) {
      await Promise.all(clients.map((client) => client.close()));
    }
    await this.engine?.stop();
  }

  /** Returns a network's database. Throws USAGE_INVALID for a network that is not configured. */
  database(network: string): Database {
    return this.#get(network).database;
  }

  /** Returns a database that always exists on a network's server, for work on databases as such. */
  server(network: string): Database {
    return this.#get(network).server;
  }

  #get(network: string): NetworkStore {
    const found = this.#networks.get(network);
    if (found !== undefined) return found;
    const known = [...this.#networks.keys()].join(", ");
    throw new NeuronError("USAGE_INVALID", `Network ${network} is not configured; configured are: ${known}`);
  }

  async #prepare({ database, server, cluster }: NetworkStore, signal: AbortSignal): Promise<void> {
    await createDatabase(server, database.name, { cluster, signal });
    await migrate(
      { database, clock: this.#deps.clock, logger: this.#deps.logger },
      {
        directory: this.#settings.schemaDir ?? schemaDirectory,
        upTo: this.#settings.schemaVersion,
        cluster,
        signal,
      },
    );
  }

  #assemble({ database, server }: NetworkStoreSettings): NetworkStore {
    const source: ConnectionSource | undefined =
      server === undefined ? this.engine : serverConnection(server);
    if (source === undefined)
      throw new NeuronError("INTERNAL", "A network without a server needs the engine");
    const { limits } = this.#settings;
    const cluster = server === undefined ? undefined : this.#settings.cluster;
    const options = { limits, settings: clusterSettings(cluster) };
    const clientsOf = (name: string) =>
      new DatabaseClients(source, { database: name, requestTimeoutMs: requestTimeoutMs(limits) });
    const own = clientsOf(database);
    const system = clientsOf("system");
    return {
      database: new Database(database, own, options),
      server: new Database("system", system, options),
      clients: [own, system],
      cluster,
    };
  }
}

/** The server needs a moment to stop a query that ran out of time and to say so. */
const answerMarginMs = 30_000;

function requestTimeoutMs({ maxReadSeconds, maxWriteSeconds }: DatabaseLimits): number {
  return Math.max(maxReadSeconds, maxWriteSeconds) * 1000 + answerMarginMs;
}
