import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { isIPv6, type AddressInfo } from "node:net";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import { sendRefusal } from "../answer/send-refusal.ts";
import { createAxonApp, type AxonAppDeps, type AxonAppSettings } from "../axon-app.ts";
import { createDocumentationRoutes, type ApiInfo } from "../docs/documentation-routes.ts";
import type { Gate } from "../gate.ts";
import { observed } from "../observed.ts";
import type { RequestObserver } from "../request-notes.ts";
import type { AddressList } from "../address-list.ts";
import { createHardenedServer } from "./hardened-server.ts";
import { readTlsFiles, type TlsFiles } from "./tls-files.ts";

const drainSweepMs = 50;

export interface AxonServerDeps extends AxonAppDeps {
  /** Is told of every request that has ended; needs the notes. */
  readonly observer?: RequestObserver | undefined;
}

export interface AxonServerSettings extends AxonAppSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** How long `stop` lets requests under way finish. */
  readonly drainMs: number;
  readonly info: ApiInfo;
  /** Files of a certificate chain and its key in PEM; without them the server speaks plain HTTP. */
  readonly tls?: TlsFiles | undefined;
  readonly trustedProxies: AddressList;
}

/** The neuron's HTTP server: the given routes, `/openapi.json` and `/docs`. */
export class AxonServer implements Startable {
  readonly name = "axon";
  readonly #deps: AxonServerDeps;
  readonly #settings: AxonServerSettings;
  #server: Server | undefined;

  constructor(deps: AxonServerDeps, settings: AxonServerSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Listens. Throws LOCKED when the port is taken, CONFIG_INVALID when the address or a route cannot be served. */
  async start(signal: AbortSignal): Promise<void> {
    const { host, port } = this.#settings;
    const server = await this.#createServer();
    try {
      const listening = once(server, "listening", { signal });
      server.listen(port, host);
      await listening;
    } catch (error) {
      server.close();
      throw explainListenFailure(error, host, port);
    }
    this.#server = server;
    this.#deps.logger.info("Axon listens", { url: this.url() });
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
    const { host, tls } = this.#settings;
    return `${tls === undefined ? "http" : "https"}://${reachableHost(host)}:${address.port}`;
  }

  async #createServer(): Promise<Server> {
    const { routes, synapses, gate, notes, observer } = this.#deps;
    const { info, tls, trustedProxies } = this.#settings;
    const documentation = createDocumentationRoutes([...routes, ...synapses], info);
    const app = createAxonApp({ ...this.#deps, routes: [...routes, ...documentation] }, this.#settings);
    const listener = behind(gate, app);
    const isObserved = notes !== undefined && observer !== undefined;
    return createHardenedServer(isObserved ? observed(listener, notes, observer) : listener, {
      tls: tls && (await readTlsFiles(tls)),
      isTrustedProxy: (address) => trustedProxies.has(address),
    });
  }
}

/** In front of the application, which costs several times what it takes to turn an address away. */
function behind(gate: Gate, app: RequestListener): RequestListener {
  return (request, response) => {
    const refusal = gate.turnAway(request);
    if (refusal === undefined) app(request, response);
    else sendRefusal(response, refusal);
  };
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
