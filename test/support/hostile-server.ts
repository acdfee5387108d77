import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a server does to one request. */
export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface HostileServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** The requests so far, in order. */
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Ends it, and every connection that it keeps hanging. */
  close(): Promise<void>;
}

/** Starts a server whose nth request meets the nth behaviour; the last one stays. */
export async function startHostileServer(...behaviours: readonly Behaviour[]): Promise<HostileServer> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)];
    requests.push({ path: request.url ?? "", headers: request.headers });
    behaviour?.(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // An address is text only for a server on a pipe.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

export type Headers = Readonly<Record<string, string | number>>;

/** Answers whole. */
export function answers(status: number, body: Buffer | string = "", headers: Headers = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers });
    response.end(body);
  };
}

/** Takes the request and never answers. */
export function hangs(): Behaviour {
  return () => undefined;
}

/** Promises the whole body, sends its start, then does nothing more. */
export function stallsAfter(body: Buffer, bytes: number, headers: Headers = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { "content-length": body.byteLength, ...headers });
    response.write(body.subarray(0, bytes));
  };
}

/** Promises the whole body, sends its start, then breaks the connection. */
export function breaksAfter(body: Buffer, bytes: number, headers: Headers = {}): Behaviour {
  return (_request, response) => {
    response.writeHead(200, { "content-length": body.byteLength, ...headers });
    response.write(body.subarray(0, bytes), () => response.destroy());
  };
}

/** Sends one byte at a time, for ever. */
export function drips(everyMs: number): Behaviour {
  return (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write("."), everyMs);
    response.on("close", () => clearInterval(timer));
  };
}

/** Sends the rest that is asked for while the client's version is this one, else (as If-Range wants it) the whole. */
export function resumes(body: Buffer, etag: string): Behaviour {
  return (request, response) => {
    const { range, "if-range": ifRange, "if-match": ifMatch } = request.headers;
    const [, from] = /^bytes=(\d+)-$/.exec(range ?? "") ?? [];
    if (ifMatch !== undefined && ifMatch !== etag) {
      answers(412)(request, response);
    } else if (from === undefined || (ifRange !== undefined && ifRange !== etag)) {
      answers(200, body, { etag })(request, response);
    } else {
      const range = `bytes ${from}-${body.byteLength - 1}/${body.byteLength}`;
      answers(206, body.subarray(Number(from)), { etag, "content-range": range })(request, response);
    }
  };
}
