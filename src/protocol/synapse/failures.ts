import { assertUnreachable } from "../../lib/errors.ts";
import { pythonFloatText } from "../python/float-text.ts";
import { pythonRepr } from "../python/python-text.ts";

/** What an axon turns a synapse away for, or fails at. */
export type SynapseFailure =
  | { readonly kind: "bad_path"; readonly path: string }
  | { readonly kind: "unknown_synapse"; readonly name: string; readonly available: readonly string[] }
  | { readonly kind: "blacklisted"; readonly why: string }
  | { readonly kind: "not_verified"; readonly why: string }
  | { readonly kind: "timed_out"; readonly timeoutS: number }
  | { readonly kind: "overloaded"; readonly why: string }
  /** The identifier is all that the caller learns; a log line has it with the error. */
  | { readonly kind: "internal"; readonly id: string };

export interface SynapseStatus {
  readonly code: number;
  readonly message: string;
}

/** Returns the status and the text of the reference axon (facts: bittensor 1.8, its misspelling included). */
export function statusOf(failure: SynapseFailure): SynapseStatus {
  switch (failure.kind) {
    case "bad_path":
      return {
        code: 400,
        message: `Improperly formatted request. Could not parser request ${failure.path}.`,
      };
    case "unknown_synapse":
      return {
        code: 404,
        message: `Synapse name '${failure.name}' not found. Available synapses ${pythonRepr(failure.available)}`,
      };
    case "blacklisted":
      return { code: 403, message: `Forbidden. Key is blacklisted: ${failure.why}.` };
    case "not_verified":
      return { code: 401, message: `Not Verified with error: ${failure.why}` };
    case "timed_out":
      return { code: 408, message: `Response timeout after: ${pythonFloatText(failure.timeoutS)}s` };
    case "overloaded":
      return { code: 503, message: failure.why };
    case "internal":
      return { code: 500, message: `Internal Server Error #${failure.id}` };
    default:
      return assertUnreachable(failure);
  }
}
