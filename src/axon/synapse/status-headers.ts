import type { IncomingMessage } from "node:http";
import { readSynapseHeaders } from "../../protocol/synapse/read-headers.ts";
import { terminalHeaders } from "../../protocol/synapse/write-headers.ts";

/** How a call ended. */
export interface CallStatus {
  readonly status: number;
  readonly message: string;
  readonly elapsedSeconds: number;
}

/** Returns the headers in which an SDK looks for the outcome of its call, and its own as it sent them (facts: bittensor 1.9). */
export function statusHeaders(
  { headers }: Pick<IncomingMessage, "headers">,
  { status, message, elapsedSeconds }: CallStatus,
): Record<string, string> {
  const { axon, dendrite } = readSynapseHeaders(headers);
  return {
    ...terminalHeaders("axon", {
      ...axon,
      statusCode: status,
      statusMessage: message,
      processTime: elapsedSeconds,
    }),
    ...terminalHeaders("dendrite", dendrite),
  };
}
