import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** An answer as bytes on a connection. */
export interface WireAnswer {
  readonly status: number;
  /** The status line and the headers. */
  readonly head: string;
  readonly body: Buffer;
}

const headEnd = Buffer.from("\r\n\r\n");
const lengthPattern = /\r\ncontent-length: (\d+)/i;

/** A connection on which a test, or a bench, says byte by byte what it wants. Reads answers that have a length. */
export class WireConnection {
  readonly #socket: Socket;
  readonly #waiting: ((answer: WireAnswer | undefined) => void)[] = [];
  readonly #unread: WireAnswer[] = [];
  #chunks: Buffer[] = [];
  #bytes = 0;
  #needed = 0;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    // A reset is one way to close; the test sees that it is closed.
    socket.on("error", () => undefined);
    socket.once("end", () => this.#end());
    socket.once("close", () => this.#end());
  }

  /** Opens a connection to a server on this machine. */
  static async open(url: string, localAddress?: string): Promise<WireConnection> {
    const { hostname, port } = new URL(url);
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true, ...from });
    const connection = new WireConnection(socket);
    await once(socket, "connect");
    return connection;
  }

  /** Whether either side has closed it. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(bytes: string | Uint8Array): void {
    this.#socket.write(bytes);
  }

  /** Says that nothing more comes, and goes on reading. */
  halfClose(): void {
    this.#socket.end();
  }

  /** Ends it at once: answers that were not taken are gone. */
  close(): void {
    this.#unread.length = 0;
    this.#end();
    this.#socket.destroy();
  }

  /** Resolves when either side has closed it. */
  async closed(): Promise<void> {
    while (!this.#isClosed) await this.#arrival();
  }

  /** Returns the next answer, or undefined when the connection is closed before one has come whole. */
  next(): Promise<WireAnswer | undefined> {
    const ready = this.#unread.shift();
    return ready !== undefined || this.#isClosed ? Promise.resolve(ready) : this.#arrival();
  }

  #arrival(): Promise<WireAnswer | undefined> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  #end(): void {
    this.#isClosed = true;
    for (const tell of this.#waiting.splice(0)) tell(undefined);
  }

  #take(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes > 0 && this.#bytes >= this.#needed) {
      const [first] = this.#chunks;
      const bytes = first !== undefined && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
      const rest = this.#takeAnswer(bytes);
      if (rest === undefined) return;
      this.#chunks = rest.length === 0 ? [] : [rest];
      this.#bytes = rest.length;
    }
  }

  /** Returns what follows the answer, or undefined when it is not whole. */
  #takeAnswer(bytes: Buffer): Buffer | undefined {
    const headLength = bytes.indexOf(headEnd);
    if (headLength === -1) return undefined;
    const head = bytes.toString("latin1", 0, headLength);
    const bodyStart = headLength + headEnd.length;
    this.#needed = bodyStart + Number(lengthPattern.exec(head)?.[1] ?? 0);
    if (bytes.length < this.#needed) {
      this.#chunks = [bytes];
      return undefined;
    }
    const body = bytes.subarray(bodyStart, this.#needed);
    const rest = bytes.subarray(this.#needed);
    this.#needed = 0;
    const answer = { status: Number(head.slice(9, 12)), head, body };
    // An interim answer; the one to wait for follows.
    if (answer.status >= 200) this.#tell(answer);
    return rest;
  }

  #tell(answer: WireAnswer): void {
    const tell = this.#waiting.shift();
    if (tell === undefined) this.#unread.push(answer);
    else tell(answer);
  }
}

/** Returns the bytes of a request. A body gets its length, unless the headers have one. */
export function requestBytes({
  method = "GET",
  path = "/",
  headers = {},
  body = Buffer.alloc(0),
}: {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}): Buffer {
  const lines = Object.entries({
    Host: "localhost",
    ...(body.length > 0 && { "Content-Length": String(body.length) }),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`, "latin1"), body]);
}
