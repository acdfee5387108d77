import type { Answered, Effort, Outcome } from "../../dendrite/outcome.ts";
import type { Target } from "../../dendrite/target.ts";
import type { AnswerSignature } from "../../dendrite/verify-answer.ts";
import { assertUnreachable, NeuronError } from "../../lib/errors.ts";

/** Throws PEER_UNAVAILABLE, PEER_REFUSED or ANSWER_UNREADABLE for a call that was not answered. */
export function assertAnswered(
  outcome: Outcome,
  { host, port }: Target,
): asserts outcome is Answered & Effort {
  const who = `The miner at ${host}:${port}`;
  switch (outcome.kind) {
    case "answered":
      return;
    case "refused": {
      const { status, message, retryAfterMs } = outcome;
      const later = retryAfterMs === undefined ? "" : `; ask again in ${Math.ceil(retryAfterMs / 1_000)} s`;
      throw new NeuronError("PEER_REFUSED", `${who} refuses with status ${status}: ${message}${later}`, {
        context: { status },
      });
    }
    case "unreachable":
      throw new NeuronError("PEER_UNAVAILABLE", `${who} cannot be reached: ${outcome.reason}`);
    case "timeout":
      throw new NeuronError(
        "PEER_UNAVAILABLE",
        `${who} has not answered within ${outcome.timeoutMs / 1_000} s`,
      );
    case "overloaded":
      throw new NeuronError("PEER_UNAVAILABLE", `Too many calls are under way: ${outcome.calls}`);
    case "too_large":
      throw new NeuronError("ANSWER_UNREADABLE", `${who} answers with more than ${outcome.limitBytes} bytes`);
    case "bad_answer":
      throw new NeuronError(
        "ANSWER_UNREADABLE",
        `The answer of ${host}:${port} cannot be read: ${outcome.reason}`,
      );
    default:
      assertUnreachable(outcome);
  }
}

/** Throws SIGNATURE_INVALID for an answer that the asked hotkey has not signed. */
export function assertSigned(
  signature: AnswerSignature,
  hotkey: string,
): asserts signature is Extract<AnswerSignature, { outcome: "valid" }> {
  switch (signature.outcome) {
    case "valid":
      return;
    case "unsigned":
      throw new NeuronError("SIGNATURE_INVALID", "The answer is not signed: nobody stands by it");
    case "wrong_hotkey":
      throw new NeuronError(
        "SIGNATURE_INVALID",
        `The answer is from ${signature.hotkey}, and not from ${hotkey}`,
      );
    case "invalid":
      throw new NeuronError(
        "SIGNATURE_INVALID",
        `${hotkey} did not sign this answer: its signature is wrong`,
      );
    default:
      assertUnreachable(signature);
  }
}
