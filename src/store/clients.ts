import type { ClickHouseClient } from "@clickhouse/client";
import type { Connection, ConnectionSource } from "./connection.ts";
import { download, type Download } from "./download/download.ts";
import { openClient, type ClientSettings } from "./open-client.ts";

/** Opens clients for one database on the server as it is now. */
export interface ClientProvider {
  /** Throws STORE_UNAVAILABLE when there is no server. */
  client(signal?: AbortSignal): Promise<ClickHouseClient>;
  /** Tells that the server did not answer this client. */
  reportLost(client: ClickHouseClient): void;
  /** Saves a query's answer to a file, off this thread. Throws what a client throws. */
  download(work: Pick<Download, "query" | "path">, signal?: AbortSignal): Promise<void>;
}

/** Keeps one client per server address, and replaces it when the server moves. */
export class DatabaseClients implements ClientProvider {
  readonly #source: ConnectionSource;
  readonly #settings: ClientSettings;
  #current: { readonly connection: Connection; readonly client: ClickHouseClient } | undefined;

  constructor(source: ConnectionSource, settings: ClientSettings) {
    this.#source = source;
    this.#settings = settings;
  }

  async client(signal?: AbortSignal): Promise<ClickHouseClient> {
    const connection = await this.#source.connection(signal);
    if (this.#current?.connection === connection) return this.#current.client;
    const outdated = this.#current?.client;
    const client = openClient(connection, this.#settings);
    this.#current = { connection, client };
    await outdated?.close();
    return client;
  }

  reportLost(client: ClickHouseClient): void {
    if (this.#current?.client === client) this.#source.reportLost(this.#current.connection);
  }

  async download(work: Pick<Download, "query" | "path">, signal?: AbortSignal): Promise<void> {
    const connection = await this.#source.connection(signal);
    await download({ ...work, connection, settings: this.#settings }, signal);
  }

  /** Closes the connections; queries that still run on them fail. A later query opens new ones. */
  async close(): Promise<void> {
    const client = this.#current?.client;
    this.#current = undefined;
    await client?.close();
  }
}
