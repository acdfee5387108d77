import type { RefusalReason } from "../../protocol/refusal.ts";

/** What can be wrong with a request: why it was refused, or a path that only someone looking for holes asks for. */
export type FailureKind = RefusalReason | "probe";

/** A request that failed, and who is answerable for it. */
export interface Failure {
  readonly kind: FailureKind;
  /** Where it came from, as `clientAddressOf` returns it. */
  readonly ip: string;
  /**
   * Only of a request whose signature was verified and that is no replay, and only when the signature covers what is
   * wrong with it. A hotkey that a request merely claims must never stand here.
   */
  readonly verifiedHotkey?: string;
}

/** How a failure counts, and against whom. */
export interface Rule {
  /** `critical` counts as a failure too. */
  readonly weight: "none" | "failure" | "critical";
  /** Whether a hotkey that has signed the request answers for it, instead of the address. */
  readonly hotkeyAnswers: boolean;
}

/**
 * Returns how a failure counts. Only what cannot be forged for a third party counts against a hotkey:
 *
 * - Nobody signed what is unsigned, malformed, badly signed or of an unknown hotkey: the claim in it is worth nothing,
 *   so the address answers, which takes a whole TCP connection to use.
 * - A replay, a stale or a misdirected request is truly signed, but anyone who overheard it can send it again, from
 *   anywhere: the address that sent it answers. So with a body that is not the signed one, which may have been
 *   exchanged on the way.
 * - What a hotkey signed and sent itself, though it may not or not so, it answers for alone: another validator behind
 *   the same address has no part in it.
 */
export function ruleFor(kind: FailureKind): Rule {
  return rules[kind];
}

const nothing: Rule = { weight: "none", hotkeyAnswers: false };
const byAddress: Rule = { weight: "failure", hotkeyAnswers: false };
const byHotkey: Rule = { weight: "failure", hotkeyAnswers: true };
const critical: Rule = { weight: "critical", hotkeyAnswers: false };

const rules: Readonly<Record<FailureKind, Rule>> = {
  // Our own trouble.
  metagraph_stale: nothing,
  replay_unknown: nothing,
  unsigned: byAddress,
  malformed: byHotkey,
  wrong_receiver: byAddress,
  stale: byAddress,
  future: byAddress,
  body_mismatch: byAddress,
  forbidden: byHotkey,
  bad_signature: critical,
  replayed: critical,
  unregistered: critical,
  probe: critical,
};
