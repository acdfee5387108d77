/** Why a request is turned away before any handler sees it; also the label under which refusals are counted. */
export type RefusalReason =
  /** No authentication headers of a scheme that is switched on. */
  | "unsigned"
  /** Headers of a scheme, but not in its form. */
  | "malformed"
  /** Addressed to another hotkey. */
  | "wrong_receiver"
  /** Signed too long ago. */
  | "stale"
  /** Signed too far in the future. */
  | "future"
  /** The hotkey is not on the subnet. */
  | "unregistered"
  /** On the subnet, but without the permit, the stake or the listing that the route asks for. */
  | "forbidden"
  /** The subnet has not been read for so long that nobody can be told apart any more. */
  | "metagraph_stale"
  | "bad_signature"
  | "replayed"
  /** Whether the request came before cannot be told: the record of requests is full, damaged or cannot be written. */
  | "replay_unknown"
  /** The body is not the one that was signed, or names another caller than the signature does. */
  | "body_mismatch";

/** Thrown by whatever turns a request away. The message goes to the caller: it holds nothing of ours. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  constructor(reason: RefusalReason, message: string) {
    super(message);
    this.name = "Refusal";
    this.reason = reason;
  }
}
