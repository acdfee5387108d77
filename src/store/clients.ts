import type { ClickHouseClient } from "@clickhouse/client";
import type { Connection, ConnectionSource } from "./connection.ts";
import { download, type Download } from "./download/download.ts";
import { openClient, type ClientSettings } from "./open-client.ts";
import { ReadClient } from "./read-client.ts";

/** What talks to one server. */
export interface Clients {
  /** For what changes something. */
  readonly client: ClickHouseClient;
  readonly reader: ReadClient;
}

/** Opens clients for one database on the server as it is now. */
export interface ClientProvider {
  /** Throws STORE_UNAVAILABLE when there is no server. */
  clients(signal?: AbortSignal): Promise<Clients>;
  /** Tells that the server did not answer these clients. */
  reportLost(clients: Clients): void;
  /** Saves a query's answer to a file, off this thread. Throws what a client throws. */
  download(work: Pick<Download, "query" | "path">, signal?: AbortSignal): Promise<void>;
}

/** Keeps the clients of one server address, and replaces them when the server moves. */
export class DatabaseClients implements ClientProvider {
  readonly #source: ConnectionSource;
  readonly #settings: ClientSettings;
  #current: (Clients & { readonly connection: Connection }) | undefined;

  constructor(source: ConnectionSource, settings: ClientSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  async clients(signal?: AbortSignal): Promise<Clients> {
    const connection = await this.#source.connection(signal);
    if (this.#current?.connection === connection) return this.#current;
    const outdated = this.#current;
    const client = openClient(connection, this.#settings);
    const reader = new ReadClient(connection, this.#settings);
    const current = { connection, client, reader };
    this.#current = current;
    await closeClients(outdated);
    return current;
  }

  reportLost(clients: Clients): void {
    if (this.#current === clients) this.#source.reportLost(this.#current.connection);
  }

  async download(work: Pick<Download, "query" | "path">, signal?: AbortSignal): Promise<void> {
    const connection = await this.#source.connection(signal);
    await download({ ...work, connection, settings: this.#settings }, signal);
  }

  /** Closes the connections; queries that still run on them fail. A later query opens new ones. */
  async close(): Promise<void> {
    const outdated = this.#current;
    this.#current = undefined;
    await closeClients(outdated);
  }
}

async function closeClients(clients: Clients | undefined): Promise<void> {
  clients?.reader.close();
  await clients?.client.close();
}
