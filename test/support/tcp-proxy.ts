import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A line between a client and a server on this machine, which a test can cut or freeze. */
export class TcpProxy {
  readonly #target: { readonly host: string; readonly port: number };
  readonly #server = createServer((client) => {
    this.#join(client);
  });
  readonly #sockets = new Set<Socket>();
  #isFrozen = false;
  #isOpen = true;

  /** @param target a URL with a port. */
  constructor(target: string) {
    const { hostname: host, port } = new URL(target);
    this.#target = { host, port: Number(port) };
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    // True for a server that listens on a port.
    const { port } = this.#server.address() as AddressInfo;
    return `ws://127.0.0.1:${port}`;
  }

  /** Ends all connections, and takes no new ones until `restore`. */
  cut(): void {
    this.#isOpen = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  restore(): void {
    this.#isOpen = true;
  }

  /** Nothing passes any more in either direction, and nothing is closed, until `thaw`. */
  freeze(): void {
    this.#isFrozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  thaw(): void {
    this.#isFrozen = false;
    for (const socket of this.#sockets) socket.resume();
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(client: Socket): void {
    if (!this.#isOpen) {
      client.destroy();
      return;
    }
    const server = connect(this.#target);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on("data", (chunk: Buffer) => to.write(chunk));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.#sockets.delete(from);
        to.destroy();
      });
      if (this.#isFrozen) from.pause();
    }
  }
}
