import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import { findAddress, subjectOfAddress } from "../guard/client-address.ts";

export interface ConnectionLimits {
  /** Open connections of one address, or of one /64 of IPv6; more are closed at once. */
  readonly perAddress: number;
  /** Addresses of proxies, which hold the connections of many callers. */
  readonly isTrusted: (address: string) => boolean;
}

/** Keeps one caller from holding all connections. Who goes beyond is cut off without an answer. */
export function limitConnections(server: Server, { perAddress, isTrusted }: ConnectionLimits): void {
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = findAddress(socket.remoteAddress ?? "");
    if (address === undefined || isTrusted(address)) return;
    const subject = subjectOfAddress(address);
    const count = (open.get(subject) ?? 0) + 1;
    if (count > perAddress) {
      socket.destroy();
      return;
    }
    open.set(subject, count);
    socket.once("close", () => {
      const left = (open.get(subject) ?? 1) - 1;
      if (left === 0) open.delete(subject);
      else open.set(subject, left);
    });
  });
}

/**
 * Returns a listener that hands on at most so many requests of a connection before their answers are out. Who sends
 * more at once is cut off without an answer, and what was still in the same packet is not looked at.
 */
export function limitPipelining(listener: RequestListener, most: number): RequestListener {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    waiting.set(socket, count);
    if (count > most) {
      socket.destroy();
      return;
    }
    response.once("close", () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1));
    listener(request, response);
  };
}
