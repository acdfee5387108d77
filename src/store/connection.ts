/** How to reach a ClickHouse server over HTTP. */
export interface Connection {
  /** Scheme, host and port: `http://127.0.0.1:8123`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

/** Knows where the server is now: an embedded engine has another port and password after each restart. */
export interface ConnectionSource {
  /** Waits a bounded time for a server that is being started; throws STORE_UNAVAILABLE when none came up. */
  connection(signal?: AbortSignal): Promise<Connection>;
  /** Tells that nobody answered there, so that the source looks again before it hands the connection out. */
  reportLost(connection: Connection): void;
}

/** A ClickHouse server that somebody else runs. */
export interface ServerSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** HTTPS instead of HTTP. */
  readonly secure: boolean;
}

/** Returns a source that always names the configured server: there is nothing to restart. */
export function serverConnection(settings: ServerSettings): ConnectionSource {
  const host = settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  const connection: Connection = {
    url: `${settings.secure ? "https" : "http"}://${host}:${settings.port}`,
    user: settings.user,
    password: settings.password,
  };
  return { connection: () => Promise.resolve(connection), reportLost: () => undefined };
}
