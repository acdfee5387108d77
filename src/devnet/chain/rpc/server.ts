import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import { standInLabel } from "../label.ts";
import { serveConnection, type ConnectionDeps } from "./connection.ts";

/** The only address that this chain ever listens on. */
const host = "127.0.0.1";
const maxConnections = 256;
const maxMessageBytes = 1024 * 1024;

/** The websocket that clients connect to. */
export class RpcServer {
  readonly #deps: ConnectionDeps;
  readonly #sockets = new Set<WebSocket>();
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    autoPong: false,
  });
  #server: Server | undefined;
  /** Settles when the server that was listening last has lost its last connection. */
  #closed: Promise<unknown> = Promise.resolve();
  #port: number;

  /** Port 0 takes a free one, which then stays the same. */
  constructor(deps: ConnectionDeps, port: number) {
    this.#deps = deps;
    this.#port = port;
  }

  get url(): string {
    return `ws://${host}:${this.#port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  /** Starts to listen, and does so again after `refuse`. Throws LOCKED when the port is taken. */
  async listen(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((_, response) =>
      response.writeHead(426).end(`${standInLabel}: websocket only\n`),
    );
    server.on("upgrade", (request, socket: Socket, head) => {
      if (this.#sockets.size >= maxConnections) socket.destroy();
      else this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket));
    });
    server.maxConnections = maxConnections;
    try {
      const listening = once(server, "listening");
      server.listen(this.#port, host);
      await listening;
    } catch (error) {
      throw new NeuronError("LOCKED", `The devnet chain cannot listen on ${this.url}: ${messageOf(error)}`, {
        cause: error,
      });
    }
    this.#server = server;
    const { port } = server.address() as AddressInfo;
    this.#port = port;
  }

  /** Refuses new connections as a machine without the program would; those that are open stay. */
  refuse(): void {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    this.#closed = once(server, "close");
    server.close();
    server.closeIdleConnections();
  }

  /** Breaks all connections without a farewell. */
  drop(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  async stop(): Promise<void> {
    this.refuse();
    this.drop();
    this.#webSockets.close();
    await this.#closed;
  }

  #accept(socket: WebSocket): void {
    this.#sockets.add(socket);
    serveConnection(socket, this.#deps, () => this.#sockets.delete(socket));
  }
}
