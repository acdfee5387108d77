import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { Refusal } from "../../protocol/refusal.ts";
import { SynapseBodyError } from "../../protocol/synapse/body-error.ts";
import type { Exchange } from "../answer/exchange.ts";
import { sendBytes } from "../answer/send-answer.ts";
import { sendRefusal } from "../answer/send-refusal.ts";
import { statusOfRefusal } from "../auth/refusal-status.ts";
import { answerToFailure } from "../failure.ts";
import { TurnedAway } from "../gate.ts";
import { statusHeaders } from "./status-headers.ts";

export interface FailureContext {
  readonly logger: Logger;
  readonly elapsedSeconds: number;
}

/** Writes an error as the reference's axon does: `{"message": …}`, the status among the headers too (facts: bittensor 1.8). */
export function sendSynapseFailure(
  { request, response }: Exchange,
  error: unknown,
  { logger, elapsedSeconds }: FailureContext,
): void {
  if (error instanceof TurnedAway) {
    sendRefusal(response, error.refusal);
    return;
  }
  if (error instanceof SynapseBodyError) {
    sendBytes(response, { status: 422, body: Buffer.from(JSON.stringify({ detail: error.issues })) });
    return;
  }
  const { status, message, headers } = describe(error);
  const fields = { path: request.url, error: messageOf(error) };
  if (status === 500) logger.error("Synapse failed", { ...fields, answer: message, stack: stackOf(error) });
  else logger.debug("Synapse refused", { ...fields, status });
  sendBytes(response, {
    status,
    body: Buffer.from(JSON.stringify({ message })),
    headers: { ...headers, ...statusHeaders(request, { status, message, elapsedSeconds }) },
  });
}

function describe(error: unknown): { status: number; message: string; headers?: OutgoingHttpHeaders } {
  if (error instanceof Refusal) return describeRefusal(error);
  const { status, detail, headers } = answerToFailure(error);
  if (status === 500) return { status, message: `Internal Server Error #${randomUUID()}` };
  return { status, message: typeof detail === "string" ? detail : "Unprocessable Entity", headers };
}

/** In the words of the reference, for whoever looks for them in a log. */
function describeRefusal({ reason, message }: Refusal): { status: number; message: string } {
  const status = statusOfRefusal(reason);
  switch (status) {
    case 401:
      return { status, message: `Not Verified with error: ${message}` };
    case 403:
      return { status, message: `Forbidden. Key is blacklisted: ${message}.` };
    case 503:
      return { status, message };
  }
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
