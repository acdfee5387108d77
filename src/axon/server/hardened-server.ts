import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { limitConnections, limitPipelining } from "./connections.ts";
import type { TlsIdentity } from "./tls-files.ts";
import { closeBehindLongBodies } from "./unread-body.ts";

/** What one caller may take of a server. */
export interface ServerLimits {
  /** A request that has not sent its headers by then is closed. */
  readonly headersTimeoutMs: number;
  /** A request that has not arrived whole by then is closed. */
  readonly requestTimeoutMs: number;
  /** How often such requests are looked for. */
  readonly checkEveryMs: number;
  /** An idle connection is kept this long. */
  readonly keepAliveMs: number;
  /** A connection on which nothing moves, for example because its caller does not read, is closed. */
  readonly inactivityMs: number;
  /** Bytes of the request line and all headers: more is answered 431. */
  readonly headerBytes: number;
  readonly headers: number;
  /** Of a body: questions are short. Behind a longer one, the connection is closed. */
  readonly bodyBytes: number;
  readonly connections: number;
  readonly connectionsPerAddress: number;
  /** Requests of a connection whose answers are not out. */
  readonly pipelined: number;
}

export const defaultServerLimits: ServerLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  checkEveryMs: 5_000,
  // Longer than the minute that callers and proxies usually keep one.
  keepAliveMs: 65_000,
  inactivityMs: 120_000,
  headerBytes: 16_384,
  headers: 100,
  bodyBytes: 262_144,
  connections: 4_096,
  // A validator's pool has a few dozen; a shared address several pools.
  connectionsPerAddress: 256,
  pipelined: 16,
};

export interface HardenedServerSettings {
  /** Without it the server speaks plain HTTP. */
  readonly tls: TlsIdentity | undefined;
  readonly isTrustedProxy: (address: string) => boolean;
}

/** Returns a server that does not listen yet and on which nobody can hold more than a share of it, or hold it long. */
export function createHardenedServer(
  listener: RequestListener,
  { tls, isTrustedProxy }: HardenedServerSettings,
  limits = defaultServerLimits,
): Server {
  const options = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: limits.headerBytes,
  };
  const guarded = limitPipelining(closeBehindLongBodies(listener, limits.bodyBytes), limits.pipelined);
  const server =
    tls === undefined
      ? createHttpServer(options, guarded)
      : createHttpsServer({ ...options, ...tls, minVersion: "TLSv1.2" }, guarded);
  server.maxConnections = limits.connections;
  server.maxHeadersCount = limits.headers;
  server.timeout = limits.inactivityMs;
  limitConnections(server, { perAddress: limits.connectionsPerAddress, isTrusted: isTrustedProxy });
  return server;
}
