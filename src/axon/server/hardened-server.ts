import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { limitConnections } from "./connections.ts";
import type { TlsIdentity } from "./tls-files.ts";

/** A request that has not sent its headers by then is closed. */
const headersTimeoutMs = 10_000;
/** A request that has not arrived whole by then is closed. */
const requestTimeoutMs = 30_000;
/** How often such requests are looked for. */
const connectionsCheckingIntervalMs = 5_000;
/** An idle connection is kept this long: longer than the minute that callers and proxies usually keep one. */
const keepAliveTimeoutMs = 65_000;
/** A connection on which nothing moves, for example because its caller does not read, is closed. */
const inactivityTimeoutMs = 120_000;
/** Bytes of the request line and all headers: more is answered 431. */
const maxHeaderBytes = 16_384;
const maxHeaders = 100;
const maxConnections = 4_096;
/** A validator's pool has a few dozen; a shared address several pools. */
const maxConnectionsPerAddress = 256;
const maxPipelined = 16;

export interface HardenedServerSettings {
  /** Without it the server speaks plain HTTP. */
  readonly tls: TlsIdentity | undefined;
  readonly isTrustedProxy: (address: string) => boolean;
}

/** Returns a server that does not listen yet and on which nobody can hold more than a share of it, or hold it long. */
export function createHardenedServer(
  listener: RequestListener,
  { tls, isTrustedProxy }: HardenedServerSettings,
): Server {
  const options = {
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
    connectionsCheckingInterval: connectionsCheckingIntervalMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: maxHeaderBytes,
  };
  const server =
    tls === undefined
      ? createHttpServer(options, listener)
      : createHttpsServer({ ...options, ...tls, minVersion: "TLSv1.2" }, listener);
  server.maxConnections = maxConnections;
  server.maxHeadersCount = maxHeaders;
  server.timeout = inactivityTimeoutMs;
  limitConnections(server, {
    perAddress: maxConnectionsPerAddress,
    pipelined: maxPipelined,
    isTrusted: isTrustedProxy,
  });
  return server;
}
