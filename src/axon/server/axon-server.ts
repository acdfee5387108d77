import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { messageOf, NeuronError } from "../lib/errors.ts";
import type { Startable } from "../lib/lifecycle.ts";
import { createAxonApp, type AxonAppDeps, type AxonAppSettings } from "./axon-app.ts";
import { createDocumentationRoutes, type ApiInfo } from "./docs/documentation-routes.ts";

/** A request that has not sent its headers by then is closed. */
const headersTimeoutMs = 10_000;
/** A request that has not arrived whole by then is closed. */
const requestTimeoutMs = 30_000;
/** An idle connection is kept this long: longer than the minute that callers and proxies usually keep one. */
const keepAliveTimeoutMs = 65_000;
/** A connection on which nothing moves, for example because its caller does not read, is closed. */
const inactivityTimeoutMs = 120_000;
/** Bytes of the request line and all headers: more is answered 431. */
const maxHeaderBytes = 16_384;
const maxConnections = 4_096;
const drainSweepMs = 50;

export interface AxonServerSettings extends AxonAppSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long `stop` lets requests under way finish. */
  readonly drainMs: number;
  readonly info: ApiInfo;
}

/** The neuron's HTTP server: the given routes, `/openapi.json` and `/docs`. */
export class AxonServer implements Startable {
  readonly name = "axon";
  readonly #deps: AxonAppDeps;
  readonly #settings: AxonServerSettings;
  #server: Server | undefined;

  constructor(deps: AxonAppDeps, settings: AxonServerSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Listens. Throws LOCKED when the port is taken, CONFIG_INVALID when the address or a route cannot be served. */
  async start(signal: AbortSignal): Promise<void> {
    const { host, port, info } = this.#settings;
    const routes = [...this.#deps.routes, ...createDocumentationRoutes(this.#deps.routes, info)];
    const server = createHardenedServer(createAxonApp({ ...this.#deps, routes }, this.#settings));
    try {
      const listening = once(server, "listening", { signal });
      server.listen(port, host);
      await listening;
    } catch (error) {
      server.close();
      throw explainListenFailure(error, host, port);
    }
    this.#server = server;
    this.#deps.logger.info("Axon listens", { url: this.url(), access: "open" });
  }

  /** Takes no more requests, lets those under way finish, then closes what is left after `drainMs`. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, "close");
    server.close();
    // A connection that was busy when the server closed would stay open, idle, for as long as keep-alive lasts.
    const sweep = setInterval(() => server.closeIdleConnections(), drainSweepMs);
    const deadline = setTimeout(() => server.closeAllConnections(), this.#settings.drainMs);
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  }

  /** Returns where the server is reached on this machine, without a slash at the end. Throws before `start`. */
  url(): string {
    const address = this.#server?.address();
    if (!isSocketAddress(address)) throw new NeuronError("INTERNAL", "The axon does not listen yet");
    return `http://${reachableHost(this.#settings.host)}:${address.port}`;
  }
}

function createHardenedServer(app: ReturnType<typeof createAxonApp>): Server {
  const server = createServer(
    {
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      maxHeaderSize: maxHeaderBytes,
    },
    app,
  );
  server.maxConnections = maxConnections;
  server.timeout = inactivityTimeoutMs;
  return server;
}

function explainListenFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const options = { context: { host, port }, cause: error };
  if (code === "EADDRINUSE") {
    const message = `Port ${port} on ${host} is in use: stop the program that holds it or set another axon.port`;
    return new NeuronError("LOCKED", message, options);
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    const message = `The axon cannot listen on ${host} port ${port}: ${messageOf(error)}`;
    return new NeuronError("CONFIG_INVALID", message, options);
  }
  return error;
}

function isSocketAddress(address: AddressInfo | string | null | undefined): address is AddressInfo {
  return typeof address === "object" && address !== null;
}

/** A wildcard address is reached over loopback. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return isIPv6(host) ? `[${host}]` : host;
}
