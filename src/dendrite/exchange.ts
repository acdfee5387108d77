import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher, Pool } from "undici";
import { decodeBody, type BadBody } from "./decode-body.ts";
import { explainFailure, type Breakdown } from "./breakdown.ts";

/** A request exactly as it goes out. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** In this order, under these names; length and host come by themselves. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What came of sending a request once. */
export type Exchange =
  | {
      readonly kind: "received";
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** After content decoding. */
      readonly body: Buffer;
    }
  | BadBody
  | Breakdown;

export interface ExchangeLimits {
  readonly maxAnswerBytes: number;
  readonly signal: AbortSignal;
}

/** Sends a request and reads the answer to its end. Throws what it likes once the signal has fired, else nothing. */
export async function exchange(pool: Pool, request: WireRequest, limits: ExchangeLimits): Promise<Exchange> {
  const { method, path, headers, body } = request;
  let hasBegun = false;
  try {
    const response = await pool.request({
      method,
      path,
      headers: Object.entries(headers).flat(),
      body: body.length === 0 ? null : body,
      signal: limits.signal,
    });
    hasBegun = true;
    return await readAnswer(response, limits.maxAnswerBytes);
  } catch (error) {
    limits.signal.throwIfAborted();
    return explainFailure(error, { hasBegun });
  }
}

async function readAnswer(response: Dispatcher.ResponseData, maxBytes: number): Promise<Exchange> {
  const { statusCode: status, headers } = response;
  const encoded = await readBody(response, maxBytes);
  if (encoded === undefined) return { kind: "too_large", limitBytes: maxBytes };
  const body = await decodeBody(encoded, headers["content-encoding"], maxBytes);
  return Buffer.isBuffer(body) ? { kind: "received", status, headers, body } : body;
}

/** Returns the body, or undefined when it is larger; the connection is closed then, with the rest of it unread. */
async function readBody(
  { headers, body }: Dispatcher.ResponseData,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = Number(headers["content-length"] ?? 0);
  if (bytes > maxBytes) {
    body.on("error", () => undefined).destroy();
    return undefined;
  }
  bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
