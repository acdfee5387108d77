import { STATUS_CODES } from "node:http";
import { z } from "zod";
import { NeuronError, type ErrorCode } from "../lib/errors.ts";
import { Refusal } from "../protocol/refusal.ts";
import { statusOfRefusal } from "./auth/refusal-status.ts";
import { HttpError } from "./http-error.ts";

/** Seconds after which a caller may ask again while the database is away. */
const retryAfterSeconds = 5;

const databaseIsAway: readonly ErrorCode[] = ["STORE_UNAVAILABLE", "ENGINE_FAILED"];

/** What the HTTP library throws at a request it cannot read, such as a path that does not decode. */
const unreadableRequest = z.object({ status: z.int().min(400).max(499) });

/** What an error says on the wire. */
export type FailureAnswer = Pick<HttpError, "status" | "detail" | "headers">;

/** Returns the answer to anything that a handler can throw. Nothing of an unexpected error reaches the caller. */
export function answerToFailure(error: unknown): FailureAnswer {
  if (error instanceof HttpError) return error;
  // Most of what is refused ends here: an error of its own would have its stack written for nobody.
  if (error instanceof Refusal) {
    return { status: statusOfRefusal(error.reason), detail: error.message, headers: {} };
  }
  if (error instanceof NeuronError && databaseIsAway.includes(error.code)) {
    return new HttpError(503, "Database connection failed", { "Retry-After": retryAfterSeconds });
  }
  const unreadable = unreadableRequest.safeParse(error);
  if (unreadable.success) {
    return new HttpError(unreadable.data.status, STATUS_CODES[unreadable.data.status] ?? "Bad Request");
  }
  return new HttpError(500, "Internal server error");
}
