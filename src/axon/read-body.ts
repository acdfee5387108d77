import type { IncomingMessage } from "node:http";
import { HttpError } from "./http-error.ts";

const nothing = Buffer.alloc(0);

/**
 * Returns the body as the bytes on the wire, which is what callers sign. Throws 413 for one longer than `maxBytes`,
 * as soon as that is known, and 415 for a compressed one: nothing is inflated for a caller who is not known yet.
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const {
    "content-length": length,
    "transfer-encoding": chunked,
    "content-encoding": coding,
  } = request.headers;
  if (chunked === undefined && (length === undefined || length === "0")) return nothing;
  if (coding !== undefined && coding !== "identity") throw new HttpError(415, "Send the body uncompressed");
  if (Number(length ?? 0) > maxBytes) throw tooLarge(maxBytes);
  return collect(request, maxBytes);
}

async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    if (!Buffer.isBuffer(chunk)) throw new HttpError(400, "Bad Request");
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A caller that leaves in the middle is no failure of ours, and nobody reads the answer. */
async function* chunksOf(request: IncomingMessage): AsyncGenerator {
  try {
    yield* request;
  } catch {
    throw new HttpError(400, "The body is not whole");
  }
}

function tooLarge(maxBytes: number): HttpError {
  return new HttpError(413, `The body may have at most ${maxBytes} bytes`);
}
