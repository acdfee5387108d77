import { ClickHouseLogLevel, createClient, type ClickHouseClient } from "@clickhouse/client";
import type { Connection, ConnectionSource } from "./connection.ts";

/** Opens clients for one database on the server as it is now. */
export interface ClientProvider {
  /** Throws STORE_UNAVAILABLE when there is no server. */
  client(signal?: AbortSignal): Promise<ClickHouseClient>;
  /** Tells that the server did not answer this client. */
  reportLost(client: ClickHouseClient): void;
}

export interface ClientSettings {
  readonly database: string;
  /** Longer than any query may run on the server: the server's limit explains itself better than a broken line. */
  readonly requestTimeoutMs: number;
}

/** Requests beyond this wait for a connection: an embedded engine shares its cores with the neuron. */
const maxOpenConnections = 16;
/** Below the shortest time after which a common server closes an idle connection (3 s). */
const idleSocketMs = 2_500;

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

  /** Closes the connections; queries that still run on them fail. A later query opens new ones. */
  async close(): Promise<void> {
    const client = this.#current?.client;
    this.#current = undefined;
    await client?.close();
  }
}

function openClient(
  { url, user, password }: Connection,
  { database, requestTimeoutMs }: ClientSettings,
): ClickHouseClient {
  return createClient({
    url,
    username: user,
    password,
    database,
    application: "subnet-neuron",
    request_timeout: requestTimeoutMs,
    max_open_connections: maxOpenConnections,
    keep_alive: { enabled: true, idle_socket_ttl: idleSocketMs, eagerly_destroy_stale_sockets: true },
    // Errors reach the caller, who knows what they mean; the client would also print them.
    log: { level: ClickHouseLogLevel.OFF },
  });
}
