import type { Failed, Refused } from "../../../dendrite/outcome.ts";
import type { AnswerSignature } from "../../../dendrite/verify-answer.ts";
import { assertUnreachable } from "../../../lib/errors.ts";

/** Why a miner's scores could not be graded. */
export interface AskFailure {
  readonly failure:
    | "unreachable"
    | "timeout"
    | "refused"
    | "too_large"
    | "unreadable"
    | "unsigned"
    | "wrong_hotkey"
    | "forged"
    | "wrong_date"
    /** Ours: it was never asked. */
    | "not_asked";
  /** For people, as the end of a sentence about the miner. */
  readonly reason: string;
}

/** Returns why a call brought no answer. */
export function explainOutcome(outcome: Failed | Refused): AskFailure {
  switch (outcome.kind) {
    case "refused":
      return {
        failure: "refused",
        reason: `it refuses with status ${outcome.status}: ${outcome.message}`,
      };
    case "unreachable":
      return { failure: "unreachable", reason: `it cannot be reached: ${outcome.reason}` };
    case "timeout":
      return { failure: "timeout", reason: `it did not answer within ${outcome.timeoutMs / 1_000} s` };
    case "too_large":
      return { failure: "too_large", reason: `it answers with more than ${outcome.limitBytes} bytes` };
    case "bad_answer":
      return { failure: "unreadable", reason: outcome.reason };
    case "overloaded":
      return { failure: "not_asked", reason: `${outcome.calls} calls of ours are under way` };
    default:
      return assertUnreachable(outcome);
  }
}

/** Returns why an answer is not what the asked hotkey said. */
export function explainSignature(
  signature: Exclude<AnswerSignature, { outcome: "valid" }>,
  hotkey: string,
): AskFailure {
  switch (signature.outcome) {
    case "unsigned":
      return { failure: "unsigned", reason: "its answer is not signed" };
    case "wrong_hotkey":
      return { failure: "wrong_hotkey", reason: `${signature.hotkey} answers in place of ${hotkey}` };
    case "invalid":
      return { failure: "forged", reason: "its answer is not what its hotkey signed" };
    default:
      return assertUnreachable(signature);
  }
}
