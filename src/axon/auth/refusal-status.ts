import type { RefusalReason } from "../../protocol/refusal.ts";

/** What a caller can do about a refusal: sign properly (401), nothing (403), or ask again later (503). */
export type RefusalStatus = 401 | 403 | 503;

/** Returns the HTTP status of a refusal, as SDK 11 has it: what is wrong with the signing is 401, policy is 403. */
export function statusOfRefusal(reason: RefusalReason): RefusalStatus {
  return statuses[reason];
}

const statuses: Readonly<Record<RefusalReason, RefusalStatus>> = {
  unsigned: 401,
  malformed: 401,
  wrong_receiver: 401,
  stale: 401,
  future: 401,
  bad_signature: 401,
  replayed: 401,
  body_mismatch: 401,
  unregistered: 403,
  forbidden: 403,
  metagraph_stale: 503,
  replay_unknown: 503,
};
