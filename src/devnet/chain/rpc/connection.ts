import type { RawData, WebSocket } from "ws";
import { messageOf } from "../../../lib/errors.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Gate } from "./gate.ts";
import type { RpcContext } from "./method.ts";
import { Session } from "./session.ts";

/** Messages that wait in either direction, for example because the chain is frozen; more end the connection. */
const maxWaiting = 10_000;
/** Bytes that the client has not read yet. */
const maxUnreadBytes = 64 * 1024 * 1024;

export interface ConnectionDeps {
  readonly context: RpcContext;
  readonly gate: Gate;
  readonly logger: Logger;
}

/** Serves one websocket: messages pass the gate in order, in both directions. Calls back once it is closed. */
export function serveConnection(socket: WebSocket, deps: ConnectionDeps, onClose: () => void): void {
  const closing = new AbortController();
  const outgoing = new Line(socket, deps, closing.signal);
  const incoming = new Line(socket, deps, closing.signal);
  const session = new Session(deps.context, (text) => outgoing.push(() => sendText(socket, text)));
  socket.on("message", (data: RawData) => incoming.push(() => session.receive(textOf(data))));
  // A frozen process answers no ping either.
  socket.on("ping", (data: Buffer) => {
    if (!deps.gate.isShut) socket.pong(data);
  });
  socket.on("error", (error) => deps.logger.debug("Devnet connection failed", { reason: error.message }));
  socket.on("close", () => {
    closing.abort();
    session.close();
    onClose();
  });
}

/** Work in the order of its arrival, each when the gate lets it through. */
class Line {
  readonly #socket: WebSocket;
  readonly #deps: ConnectionDeps;
  readonly #signal: AbortSignal;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(socket: WebSocket, deps: ConnectionDeps, signal: AbortSignal) {
    this.#socket = socket;
    this.#deps = deps;
    this.#signal = signal;
  }

  push(work: () => void): void {
    this.#waiting += 1;
    if (this.#waiting > maxWaiting) this.#socket.terminate();
    const pass = this.#deps.gate.arrive(this.#signal);
    this.#last = this.#last.then(pass).then(
      () => this.#run(work),
      () => this.#run(() => undefined),
    );
  }

  #run(work: () => void): void {
    this.#waiting -= 1;
    if (this.#signal.aborted) return;
    try {
      work();
    } catch (error) {
      this.#deps.logger.error("Devnet connection broke", { reason: messageOf(error) });
      this.#socket.terminate();
    }
  }
}

function sendText(socket: WebSocket, text: string): void {
  if (socket.bufferedAmount > maxUnreadBytes) socket.terminate();
  else socket.send(text);
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return Buffer.isBuffer(data) ? data.toString() : Buffer.from(data).toString();
}
