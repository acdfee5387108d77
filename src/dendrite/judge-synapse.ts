import type { z } from "zod";
import type { SynapseDeclaration } from "../protocol/synapse/declaration.ts";
import { judgeAnswer } from "../protocol/synapse/read-answer.ts";
import type { Answered, Effort, Failed, Outcome, Refused } from "./outcome.ts";
import { oneLine } from "./refusal-message.ts";

/** How the call of a synapse ended: `output` holds all its fields, as the axon filled them in. */
export type SynapseOutcome<Output> = ((Answered & { readonly output: Output }) | Refused | Failed) & Effort;

/** Deeper than any synapse that was seen. */
const maxJsonDepth = 64;

/**
 * Returns what the answer to a synapse means: a success needs the axon's own status of 200 and all declared fields
 * (facts: bittensor 1.9); another status of the axon is a refusal, whatever HTTP said.
 */
export function judgeSynapse<Fields extends z.ZodObject>(
  declaration: SynapseDeclaration<Fields>,
  outcome: Outcome,
): SynapseOutcome<z.output<Fields>> {
  if (outcome.kind !== "answered") return outcome;
  const { status, headers, body, durationMs, attempts } = outcome;
  const judged = judgeAnswer(
    declaration,
    { status, headers, body },
    { maxLength: body.length, maxDepth: maxJsonDepth },
  );
  const { statusCode, statusMessage, output } = judged;
  if (statusCode === 200 && output !== undefined) return { ...outcome, output };
  const isOfAxon = statusCode !== undefined && output !== undefined;
  const message = oneLine(statusMessage ?? "the axon does not say how it went");
  if (!isOfAxon) return { kind: "bad_answer", reason: message, brokeOff: false, durationMs, attempts };
  return { ...outcome, kind: "refused", status: statusCode, message, retryAfterMs: undefined };
}
