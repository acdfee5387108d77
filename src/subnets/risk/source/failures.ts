import { messageOf, NeuronError } from "../../../lib/errors.ts";

const passingStatuses: ReadonlySet<number> = new Set([408, 421, 425, 429]);

/** Returns the error for an HTTP status that is neither success nor "not found". */
export function statusFailure(what: string, status: number): NeuronError {
  const context = { object: what, status };
  if (status === 401 || status === 403) {
    return new NeuronError(
      "SOURCE_DENIED",
      `The source denies access to ${what} (HTTP ${status}): it needs keys, or the object does not exist and may not be listed`,
      { context },
    );
  }
  if (status >= 500 || passingStatuses.has(status)) {
    return new NeuronError("SOURCE_UNAVAILABLE", `The source failed on ${what} (HTTP ${status})`, {
      context,
    });
  }
  return new NeuronError("SOURCE_DENIED", `The source refuses the request for ${what} (HTTP ${status})`, {
    context,
  });
}

/** Returns our error for a connection that broke, could not be made or was stopped by its time limit. */
export function transportFailure(what: string, error: unknown): NeuronError {
  if (error instanceof NeuronError) return error;
  return new NeuronError("SOURCE_UNAVAILABLE", `The connection for ${what} broke: ${reasonOf(error)}`, {
    context: { object: what },
    cause: error,
  });
}

/** Returns the error for an object above its limit. */
export function tooLarge(what: string, maxBytes: number): NeuronError {
  return new NeuronError("BATCH_REJECTED", `${what} is larger than the limit of ${maxBytes} bytes`, {
    context: { object: what, maxBytes },
  });
}

/** The built-in fetch says "fetch failed" and keeps the reason as its cause. */
function reasonOf(error: unknown): string {
  const message = messageOf(error);
  return error instanceof Error && error.cause !== undefined
    ? `${message}: ${messageOf(error.cause)}`
    : message;
}
