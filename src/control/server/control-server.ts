import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { isIPv6 } from "node:net";
import { asNeuronError, messageOf, NeuronError } from "../../lib/errors.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { Logger } from "../../lib/logger.ts";
import { findDenial } from "./access.ts";
import { findRoute } from "./find-route.ts";
import { failure, type ControlAnswer, type ControlRoute } from "./request.ts";
import { statusOfError } from "./status-of-error.ts";
import {
  loadToken,
  removeAddress,
  saveAddress,
  type ControlAddress,
  type ControlFiles,
} from "./token-file.ts";

export interface ControlServerDeps {
  readonly routes: readonly ControlRoute[];
  readonly logger: Logger;
}

export interface ControlServerSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly files: ControlFiles;
}

const mostBodyBytes = 65_536;
const mostConnections = 100;
const requestTimeoutMs = 30_000;

/**
 * The operator's way into a running neuron. Node's own server, because a handful of fixed routes need no framework
 * and the axon's must not become the control port's.
 */
export class ControlServer implements Startable {
  readonly name = "control";
  readonly #deps: ControlServerDeps;
  readonly #settings: ControlServerSettings;
  #server: Server | undefined;
  #address: ControlAddress | undefined;
  #token = "";

  constructor(deps: ControlServerDeps, settings: ControlServerSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /**
   * Listens, on a free port when the configured one is taken: a neuron without its dashboard is better than none.
   * Throws CONFIG_INVALID for an address that it cannot listen on.
   */
  async start(signal: AbortSignal): Promise<void> {
    const { host, port, files } = this.#settings;
    this.#token = await loadToken(files.token);
    const server = createServer((request, response) => void this.#answer(request, response));
    server.maxConnections = mostConnections;
    server.requestTimeout = requestTimeoutMs;
    if (!(await listen(server, { host, port, signal }))) {
      this.#deps.logger.warn("Control port is in use, taking a free one", { host, port });
      await listen(server, { host, port: 0, signal });
    }
    this.#server = server;
    this.#address = { url: urlOf(server, host), pid: process.pid };
    await saveAddress(files.address, this.#address);
    this.#deps.logger.info("Control API listens", { url: this.#address.url, accessFile: files.token });
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    if (this.#address !== undefined) await removeAddress(this.#settings.files.address, this.#address);
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Returns where it is reached, without a slash at the end. Throws before `start`. */
  url(): string {
    if (this.#address !== undefined) return this.#address.url;
    throw new NeuronError("INTERNAL", "The control API does not listen yet");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#find(request).catch((error: unknown) => this.#explain(request, error));
    send(response, answer, request.method === "HEAD");
  }

  async #find(request: IncomingMessage): Promise<ControlAnswer> {
    const { url = "/", method = "GET" } = request;
    const { pathname, searchParams: query } = new URL(url, "http://neuron");
    const found = findRoute(this.#deps.routes, method === "HEAD" ? "GET" : method, pathname);
    const { host, files } = this.#settings;
    const access = { host, token: this.#token, tokenFile: files.token };
    // An unknown path asks for the token too: it tells nobody what there is.
    const denial = findDenial(request, found.route?.access ?? "token", access);
    if (denial !== undefined) return denial;
    if (found.route !== undefined)
      return found.route.handle({ params: found.params, query, body: await readJson(request) });
    if (found.allowed.length === 0) return failure(404, "USAGE_INVALID", `There is nothing at ${pathname}`);
    const headers = { Allow: found.allowed.join(", ") };
    return { ...failure(405, "USAGE_INVALID", `${pathname} does not take ${method}`), headers };
  }

  #explain({ method, url }: IncomingMessage, error: unknown): ControlAnswer {
    const { code, message } = asNeuronError(error);
    if (code === "INTERNAL")
      this.#deps.logger.error("Control request failed", { method, url, error: message });
    return failure(statusOfError(code), code, message);
  }
}

/** Returns false when the port is taken. */
async function listen(
  server: Server,
  { host, port, signal }: { host: string; port: number; signal: AbortSignal },
): Promise<boolean> {
  try {
    const listening = once(server, "listening", { signal });
    server.listen(port, host);
    await listening;
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") return false;
    if (signal.aborted) throw error;
    const message = `The control API cannot listen on ${host} port ${port}: ${messageOf(error)}`;
    throw new NeuronError("CONFIG_INVALID", message, { context: { host, port }, cause: error });
  }
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const reachable = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!Buffer.isBuffer(chunk)) continue;
    length += chunk.length;
    if (length > mostBodyBytes) throw new NeuronError("USAGE_INVALID", "The body is too long");
    chunks.push(chunk);
  }
  if (length === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch (error) {
    throw new NeuronError("USAGE_INVALID", "The body is not JSON", { cause: error });
  }
}

/** Scripts, styles and images come from here and nowhere else; nothing may frame the page. */
const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

function send(
  response: ServerResponse,
  { status, type, body, headers }: ControlAnswer,
  isHead: boolean,
): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
    "Content-Security-Policy": contentSecurityPolicy,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    ...headers,
  });
  response.end(isHead ? undefined : body);
}
