import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** How a source behaves. */
export type Mood = "well" | "refuses" | "hangs" | "breaks off" | "has nothing" | "corrupts";

/** Batches over HTTP, from one of several worlds at a time, in a mood. */
export class Source {
  readonly #worlds: readonly string[];
  readonly #server: Server;
  mood: Mood = "well";
  #world = 0;

  /** @param worlds directories as `makeWorld` writes them; all have the same dates. */
  constructor(worlds: readonly string[]) {
    this.#worlds = worlds;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  async start(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    // True for a server that listens on a port.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Publishes every batch anew, from the next world. */
  replace(): void {
    this.#world = (this.#world + 1) % this.#worlds.length;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = join(this.#worlds[this.#world] ?? "", new URL(request.url ?? "", "http://source").pathname);
    const size = await stat(path).then(
      (found) => found.size,
      () => undefined,
    );
    if (this.mood === "hangs") return;
    if (this.mood === "refuses") response.writeHead(503).end();
    else if (this.mood === "has nothing" || size === undefined) response.writeHead(404).end();
    else if (this.mood === "well") {
      response.writeHead(200, { "content-length": size });
      createReadStream(path).pipe(response);
    } else {
      const bytes = await readFile(path);
      response.writeHead(200, { "content-length": size });
      if (this.mood === "breaks off") response.write(bytes.subarray(0, size / 2), () => response.destroy());
      else response.end(corrupted(bytes));
    }
  }
}

function corrupted(bytes: Buffer): Buffer {
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(255 - bytes.readUInt8(middle), middle);
  return bytes;
}
