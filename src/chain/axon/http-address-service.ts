import { NeuronError } from "../../lib/errors.ts";
import type { AddressService } from "./external-address.ts";

/** Longest wait for one service. */
const timeoutMs = 5_000;
/** An address and a line break; nobody needs to read more of a page that is something else. */
const mostBytes = 256;

/** Returns a service that answers a GET request with the caller's address as text. */
export function httpAddressService(url: string): AddressService {
  return {
    name: url,
    ask: async (signal) => {
      const response = await fetch(url, {
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      if (!response.ok || response.body === null) {
        throw new NeuronError("ADDRESS_REFUSED", `${url} answered with status ${response.status}`);
      }
      return readStart(response.body);
    },
  };
}

/** Returns the beginning of a body as text, and lets go of the rest. */
async function readStart(body: ReadableStream<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8", 0, mostBytes);
}
