import type { FinishedRequest } from "../../axon/request-notes.ts";

/** What became of a request. cut-off: the caller hung up first; invalid: let in, but it asked for nothing there is. */
export const requestOutcomes = ["answered", "refused", "invalid", "failed", "cut-off"] as const;

export type RequestOutcome = (typeof requestOutcomes)[number];

/** Who asks, as the subnet has them. anonymous: nobody signed, or the signature was not verified. */
export const callerClasses = ["validator", "neuron", "stranger", "anonymous"] as const;

export type CallerClass = (typeof callerClasses)[number];

/** Tells who a hotkey is on the subnet; undefined for one that is not on it. */
export type FindCaller = (hotkey: string) => { readonly validatorPermit: boolean } | undefined;

/** Returns what became of a request. */
export function outcomeOf({ status, refusal }: Pick<FinishedRequest, "status" | "refusal">): RequestOutcome {
  if (refusal !== undefined) return "refused";
  if (status === undefined) return "cut-off";
  if (status < 400) return "answered";
  return status < 500 ? "invalid" : "failed";
}

/** Returns who sent a request. */
export function callerClassOf(hotkey: string | undefined, findCaller: FindCaller): CallerClass {
  if (hotkey === undefined) return "anonymous";
  const caller = findCaller(hotkey);
  if (caller === undefined) return "stranger";
  return caller.validatorPermit ? "validator" : "neuron";
}
