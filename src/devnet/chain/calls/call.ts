import type { z } from "zod";
import type { Address } from "../state/account.ts";
import type { ChainState } from "../state/chain-state.ts";

/** What a call may know while it runs. */
export interface CallContext {
  readonly state: ChainState;
  readonly block: number;
  /** Who signed the transaction. */
  readonly signer: Address;
  readonly signerKey: Uint8Array;
  readonly rules: CallRules;
  /** blake2b-256 of the bytes, as 0x-prefixed hexadecimal. */
  hash(bytes: Uint8Array): string;
}

/** Where runtimes of different ages treat the same call differently. */
export interface CallRules {
  /** Whether `serve_axon` takes 0.0.0.0, which resets an axon (facts: subtensor-runtime 3, bittensor 3.3). */
  readonly acceptsZeroAxonIp: boolean;
  readonly maxCommitmentFields: number;
}

export interface ChainEvent {
  readonly pallet: string;
  readonly name: string;
  /** The fields in order, in a form that the metadata's types take. */
  readonly data: readonly unknown[];
}

/**
 * Why a call failed: an error of a pallet, one about money, or an address of a kind that leads to no account.
 * Runtimes renamed some of a pallet's errors: the first of the names that the metadata knows is raised.
 */
export type CallRefusal =
  | { readonly kind: "module"; readonly pallet: string; readonly names: readonly string[] }
  | { readonly kind: "arithmetic"; readonly name: "Underflow" }
  | { readonly kind: "lookup" }
  | { readonly kind: "token"; readonly name: "NotExpendable" | "BelowMinimum" };

export type CallOutcome =
  | { readonly ok: true; readonly state: ChainState; readonly events: readonly ChainEvent[] }
  | { readonly ok: false; readonly refusal: CallRefusal };

export interface CallDefinition<Arguments> {
  readonly pallet: string;
  readonly name: string;
  /** False for the calls that a hotkey without any balance may send (facts: bittensor 3.2). */
  readonly paysFee: boolean;
  readonly arguments: z.ZodType<Arguments>;
  run(context: CallContext, args: Arguments): CallOutcome;
}

/** A call whose arguments are still as the transaction brought them. */
export interface Call {
  readonly pallet: string;
  readonly name: string;
  readonly paysFee: boolean;
  execute(context: CallContext, args: unknown): CallOutcome;
}

/**
 * Returns the call, which reads its arguments before it runs.
 *
 * @example
 * defineCall({
 *   pallet: "SubtensorModule",
 *   name: "burned_register",
 *   paysFee: false,
 *   arguments: z.object({ netuid: u16, hotkey: address }),
 *   run: (context, { netuid, hotkey }) => register(context, netuid, hotkey),
 * });
 */
export function defineCall<Arguments>(definition: CallDefinition<Arguments>): Call {
  const { pallet, name, paysFee } = definition;
  return {
    pallet,
    name,
    paysFee,
    execute: (context, args) => {
      // The metadata has vouched for the types; what does not fit is an address other than an account's.
      const parsed = definition.arguments.safeParse(args);
      return parsed.success ? definition.run(context, parsed.data) : unknownAddress;
    },
  };
}

const unknownAddress: CallOutcome = { ok: false, refusal: { kind: "lookup" } };

/** Ends a call with the new state and what it has to tell. */
export function done(state: ChainState, ...events: readonly ChainEvent[]): CallOutcome {
  return { ok: true, state, events };
}

/** Ends a call with an error of the subtensor pallet; further names are those of other runtimes for the same. */
export function refuse(...names: readonly string[]): CallOutcome {
  return refuseFrom("SubtensorModule", ...names);
}

/** Ends a call with an error of any pallet. */
export function refuseFrom(pallet: string, ...names: readonly string[]): CallOutcome {
  return { ok: false, refusal: { kind: "module", pallet, names } };
}

/** Ends a call with an error about money: more than there is, or a rest that may not be. */
export function refuseMoney(name: "Underflow" | "NotExpendable" | "BelowMinimum"): CallOutcome {
  return {
    ok: false,
    refusal: name === "Underflow" ? { kind: "arithmetic", name } : { kind: "token", name },
  };
}

/** Returns an event of the subtensor pallet. */
export function subtensorEvent(name: string, ...data: readonly unknown[]): ChainEvent {
  return { pallet: "SubtensorModule", name, data };
}
