import type { IncomingMessage, ServerResponse } from "node:http";
import { failureAnswer } from "../../protocol/synapse/answers.ts";
import { statusOf } from "../../protocol/synapse/failures.ts";
import { synapseScheme } from "../../protocol/synapse/scheme.ts";
import { sendBytes } from "../answer/send-answer.ts";

/** Returns whether an SDK posts a synapse. */
export function isSynapseCall({ method, headers }: Pick<IncomingMessage, "method" | "headers">): boolean {
  return method === "POST" && synapseScheme.isUsedBy(headers);
}

/** Answers the call of a synapse that is none of ours in the words of the reference's axon. */
export function refuseUnknownSynapse(
  { url = "" }: Pick<IncomingMessage, "url">,
  response: ServerResponse,
  available: readonly string[],
): void {
  const [, name = ""] = url.split(/[/?]/);
  sendBytes(response, failureAnswer(statusOf({ kind: "unknown_synapse", name, available })));
}
