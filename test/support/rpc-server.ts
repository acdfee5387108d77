import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";
import { z } from "zod";

/** Answers one method. */
export type RpcHandler = (params: readonly unknown[]) => unknown;

export interface RpcServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts a JSON-RPC server that knows these methods and no others. */
export async function startRpcServer(handlers: Readonly<Record<string, RpcHandler>>): Promise<RpcServer> {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  server.on("connection", (socket) => {
    socket.on("message", (message: Buffer) => {
      const { id, method, params } = requestSchema.parse(JSON.parse(message.toString()));
      void answer(handlers[method], params).then((result) => {
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, ...result }));
      });
    });
  });
  await once(server, "listening");
  // True for a server that listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    stop: async () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

async function answer(handler: RpcHandler | undefined, params: readonly unknown[]) {
  if (handler === undefined) return { error: { code: -32_601, message: "Method not found" } };
  return { result: await handler(params) };
}

const requestSchema = z.object({ id: z.number(), method: z.string(), params: z.array(z.unknown()) });
