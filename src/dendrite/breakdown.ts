import { messageOf } from "../lib/errors.ts";

/** A connection that failed. */
export type Breakdown =
  | {
      readonly kind: "unreachable";
      readonly reason: string;
      /** `never`: nothing of the request went out. `perhaps`: nobody knows how far it came. */
      readonly sent: "never" | "perhaps";
    }
  | {
      readonly kind: "bad_answer";
      readonly reason: string;
      /** Whether it ended early, so that another try could bring the whole. */
      readonly brokeOff: boolean;
    };

/** What fails before there is a connection. */
const connectCodes = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/**
 * Returns what an error of a connection means. Throws it on when it is a mistake of ours.
 *
 * @param hasBegun whether the head of the answer was there already.
 */
export function explainFailure(error: unknown, { hasBegun }: { readonly hasBegun: boolean }): Breakdown {
  const code = codeOf(error);
  const reason = reasonOf(error);
  if (code === "UND_ERR_INVALID_ARG") throw error;
  if (connectCodes.has(code)) return { kind: "unreachable", reason, sent: "never" };
  if (isNoHttp(error)) return { kind: "bad_answer", reason: `no HTTP: ${reason}`, brokeOff: false };
  if (code === "UND_ERR_HEADERS_OVERFLOW") {
    return { kind: "bad_answer", reason: "its headers are too large", brokeOff: false };
  }
  if (hasBegun) return { kind: "bad_answer", reason: `it broke off: ${reason}`, brokeOff: true };
  return { kind: "unreachable", reason, sent: "perhaps" };
}

function isNoHttp(error: unknown): boolean {
  return error instanceof Error && error.name === "HTTPParserError";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** An error over several addresses of one name has no message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return messageOf(error);
}
