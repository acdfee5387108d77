import { randomUUID } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { messageOf } from "../../lib/errors.ts";
import type { Logger } from "../../lib/logger.ts";
import { Refusal } from "../../protocol/refusal.ts";
import { failureAnswer, invalidBodyAnswer } from "../../protocol/synapse/answers.ts";
import { SynapseBodyError } from "../../protocol/synapse/body-error.ts";
import { statusOf, type SynapseStatus } from "../../protocol/synapse/failures.ts";
import type { Exchange } from "../answer/exchange.ts";
import { sendBytes } from "../answer/send-answer.ts";
import { sendRefusal } from "../answer/send-refusal.ts";
import { statusOfRefusal } from "../auth/refusal-status.ts";
import { answerToFailure } from "../failure.ts";
import { TurnedAway } from "../gate.ts";

export interface FailureContext {
  readonly logger: Logger;
  /** Seconds. */
  readonly processTimeS: number;
}

/** Writes an error as the reference's axon does, so that an SDK tells its caller what it was. */
export function sendSynapseFailure(
  { request, response }: Exchange,
  error: unknown,
  { logger, processTimeS }: FailureContext,
): void {
  if (error instanceof TurnedAway) {
    sendRefusal(response, error.refusal);
  } else if (error instanceof SynapseBodyError) {
    sendBytes(response, invalidBodyAnswer(error.issues));
  } else {
    const { headers, ...status } = describe(error);
    const fields = { path: request.url, error: messageOf(error), answer: status.message };
    if (status.code === 500) logger.error("Synapse failed", { ...fields, stack: stackOf(error) });
    else logger.debug("Synapse refused", { ...fields, status: status.code });
    const answer = failureAnswer(status, { processTime: processTimeS });
    sendBytes(response, { ...answer, headers: { ...headers, ...answer.headers } });
  }
}

function describe(error: unknown): SynapseStatus & { headers?: OutgoingHttpHeaders } {
  if (error instanceof Refusal) return describeRefusal(error);
  const { status, detail, headers } = answerToFailure(error);
  if (status === 500) return statusOf({ kind: "internal", id: randomUUID() });
  return { code: status, message: typeof detail === "string" ? detail : "Unprocessable Entity", headers };
}

function describeRefusal({ reason, message }: Refusal): SynapseStatus {
  const status = statusOfRefusal(reason);
  switch (status) {
    case 401:
      return statusOf({ kind: "not_verified", why: message });
    case 403:
      return statusOf({ kind: "blacklisted", why: message });
    case 503:
      return statusOf({ kind: "overloaded", why: message });
  }
}

function stackOf(error: unknown): string | undefined {
  return error instanceof Error ? error.stack : undefined;
}
