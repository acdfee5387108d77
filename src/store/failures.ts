import { ClickHouseError } from "@clickhouse/client";
import { messageOf, NeuronError } from "../lib/errors.ts";

/** Server codes that mean "not you": unknown user or password, access denied, and the older forms of the first. */
const deniedCodes: ReadonlySet<string> = new Set(["516", "497", "192", "193", "194"]);

/** The server was not there when the connection was made: nothing of the request has reached it. */
const unreachedCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
]);

/** The connection broke: the request may have been executed or not. */
const brokenCodes: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE"]);

/** Returns whether the request never reached a server, so that even a write may be sent again. */
export function isUnreached(error: unknown): boolean {
  return unreachedCodes.has(codeOf(error));
}

/** Returns whether there may be no server any more where it was. */
export function isConnectionLost(error: unknown): boolean {
  return isUnreached(error) || brokenCodes.has(codeOf(error));
}

export interface FailedQuery {
  readonly database: string;
  readonly sql: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns our error for what the client threw: CANCELLED when the caller gave up, STORE_DENIED or
 * STORE_QUERY_FAILED when the server answered with a refusal, STORE_UNAVAILABLE when it did not answer.
 */
export function explainFailure(error: unknown, { database, sql, signal }: FailedQuery): NeuronError {
  if (error instanceof NeuronError) return error;
  const context = { database, statement: sql.trim().split("\n", 1)[0] ?? "" };
  if (error instanceof ClickHouseError) return explainRefusal(error, database, context);
  if (signal?.aborted === true) {
    return new NeuronError("CANCELLED", `A query on ${database} was cancelled`, { context, cause: error });
  }
  return new NeuronError(
    "STORE_UNAVAILABLE",
    `ClickHouse does not answer for ${database}: ${messageOf(error)}`,
    { context, cause: error },
  );
}

function explainRefusal(
  error: ClickHouseError,
  database: string,
  context: Readonly<Record<string, unknown>>,
): NeuronError {
  const options = {
    context: { ...context, clickhouseCode: error.code, clickhouseType: error.type },
    cause: error,
  };
  const reason = shorten(error.message);
  if (deniedCodes.has(error.code)) {
    return new NeuronError(
      "STORE_DENIED",
      `ClickHouse denies this user access to ${database}: ${reason}; check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD`,
      options,
    );
  }
  return new NeuronError(
    "STORE_QUERY_FAILED",
    `ClickHouse refused a query on ${database}: ${reason}`,
    options,
  );
}

/** The server quotes the whole query in some messages; what went wrong stands at the beginning. */
const mostCharacters = 500;

function shorten(message: string): string {
  return message.length <= mostCharacters ? message : `${message.slice(0, mostCharacters)} …`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
