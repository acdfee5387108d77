import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from "node:http";
import { AxonServer, type AxonServerSettings } from "../../src/axon/server/axon-server.ts";
import { Gate } from "../../src/axon/gate.ts";
import { AddressList } from "../../src/axon/address-list.ts";
import { Guard } from "../../src/axon/guard/guard.ts";
import type { Route } from "../../src/axon/route.ts";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger, type Logger } from "../../src/lib/logger.ts";
import { createGuardRules } from "./guard.ts";

/** An answer as it came over the wire: nothing decoded, nothing followed. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
}

export interface RawRequestOptions {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: Buffer;
  /** From which address of loopback. */
  readonly localAddress?: string;
}

/** Asks a server on this machine. The path goes out as it is. */
export function ask(
  url: string,
  path: string,
  {
    method = "GET",
    headers = {},
    body = Buffer.alloc(0),
    localAddress = "127.0.0.1",
  }: RawRequestOptions = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const length = body.length > 0 ? { "content-length": body.length } : {};
    const options = { hostname, port, path, method, localAddress, agent: false };
    const outgoing = request({ ...options, headers: { ...length, ...headers } }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status = 0, headers } = incoming;
        resolve({ status, headers, body: bytes, text: bytes.toString() });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** Asks and returns the body as JSON, whatever the status. */
export async function askJson(url: string, path: string, options?: RawRequestOptions): Promise<unknown> {
  return JSON.parse((await ask(url, path, options)).text);
}

/** Returns a server of these routes that listens on a free port of loopback; the test stops it. */
export async function startAxon(
  routes: readonly Route[],
  overrides: Partial<AxonServerSettings> = {},
  logger: Logger = silentLogger(),
): Promise<AxonServer> {
  const info = { title: "Test API", version: "1.0.0", description: "Routes of a test" };
  const trustedProxies = new AddressList([]);
  const gate = createOpenGate();
  const settings = {
    host: "127.0.0.1",
    port: 0,
    corsOrigins: ["*"],
    drainMs: 2_000,
    info,
    trustedProxies,
    ...overrides,
  };
  const server = new AxonServer({ routes, synapses: [], gate, signer: undefined, logger }, settings);
  await server.start(new AbortController().signal);
  return server;
}

/** Lets everyone through to open routes, as often as they like, and knows nobody. */
function createOpenGate(): Gate {
  const rules = createGuardRules({ exempt: ["127.0.0.1"] });
  const guard = new Guard(
    { clock: systemClock(), logger: silentLogger() },
    { rules, bansDirectory: "unused" },
  );
  return new Gate(
    { guard, entrance: undefined },
    { trustedProxies: new AddressList([]), maxBodyBytes: 1_000 },
  );
}
