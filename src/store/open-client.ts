import { ClickHouseLogLevel, createClient, type ClickHouseClient } from "@clickhouse/client";
import type { Connection } from "./connection.ts";

export interface ClientSettings {
  readonly database: string;
  /** Longer than any query may run on the server: the server's limit explains itself better than a broken line. */
  readonly requestTimeoutMs: number;
}

export const applicationName = "subnet-neuron";
/** Requests beyond this wait for a connection: an embedded engine shares its cores with the neuron. */
export const maxOpenConnections = 16;
/** Below the shortest time after which a common server closes an idle connection (3 s). */
export const idleSocketMs = 2_500;

/** Returns a client that opens its connections when it needs them. */
export function openClient(
  { url, user, password }: Connection,
  { database, requestTimeoutMs }: ClientSettings,
): ClickHouseClient {
  return createClient({
    url,
    username: user,
    password,
    database,
    application: applicationName,
    request_timeout: requestTimeoutMs,
    max_open_connections: maxOpenConnections,
    keep_alive: { enabled: true, idle_socket_ttl: idleSocketMs, eagerly_destroy_stale_sockets: true },
    // Errors reach the caller, who knows what they mean; the client would also print them.
    log: { level: ClickHouseLogLevel.OFF },
  });
}
