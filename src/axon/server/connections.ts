import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export interface ConnectionLimits {
  /** Open connections of one address; more are closed at once. */
  readonly perAddress: number;
  /** Requests that a connection may have sent without having got the answers. */
  readonly pipelined: number;
  /** Addresses of proxies, which hold the connections of many callers. */
  readonly isTrusted: (address: string) => boolean;
}

/**
 * Keeps one caller from holding all connections, and from queueing requests on one. Who goes beyond is cut off without
 * an answer: honest callers never do.
 */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = socket.remoteAddress;
    if (address === undefined || limits.isTrusted(address)) return;
    const count = (open.get(address) ?? 0) + 1;
    if (count > limits.perAddress) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });

  const waiting = new WeakMap<Socket, number>();
  server.prependListener("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > limits.pipelined) {
      socket.destroy();
      return;
    }
    waiting.set(socket, count);
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
  });
}
