import type { ErrorCode } from "../../lib/errors.ts";

const statuses: Partial<Record<ErrorCode, number>> = {
  USAGE_INVALID: 400,
  BATCH_NOT_FOUND: 404,
  LOCKED: 409,
  STORE_UNAVAILABLE: 503,
  ENGINE_FAILED: 503,
  CHAIN_UNAVAILABLE: 503,
};

/** Returns the HTTP status that says what an error says. */
export function statusOfError(code: ErrorCode): number {
  return statuses[code] ?? 500;
}
