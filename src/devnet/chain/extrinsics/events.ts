import { compactToU8a, u8aConcat } from "@polkadot/util";
import { assertUnreachable } from "../../../lib/errors.ts";
import type { CallRefusal, ChainEvent } from "../calls/call.ts";
import { encode, type Runtime } from "../runtime/runtime.ts";
import { getErrorVariant, getEventVariant } from "../runtime/variants.ts";

/** When in a block an event happened: before its transactions, or with one of them. */
export type EventPhase = "initialization" | { readonly extrinsicIndex: number };

export interface EventRecord {
  readonly phase: EventPhase;
  readonly event: ChainEvent;
}

const noTopics = Uint8Array.of(0);
const dispatchWeight = { refTime: 0, proofSize: 0 };

/** Returns the SCALE bytes of a block's events, which `System.Events` holds. */
export function encodeEvents(runtime: Runtime, records: readonly EventRecord[]): Uint8Array {
  const encoded = records.map(({ phase, event }) =>
    u8aConcat(encodePhase(runtime, phase), encodeEvent(runtime, event), noTopics),
  );
  return u8aConcat(compactToU8a(encoded.length), ...encoded);
}

/** Returns the event that ends a transaction which worked. */
export function extrinsicSuccess(paysFee: boolean): ChainEvent {
  return { pallet: "System", name: "ExtrinsicSuccess", data: [dispatchInfo(paysFee)] };
}

/** Returns the event that ends a transaction which was in the block but whose call was refused. */
export function extrinsicFailed(runtime: Runtime, refusal: CallRefusal, paysFee: boolean): ChainEvent {
  return {
    pallet: "System",
    name: "ExtrinsicFailed",
    data: [dispatchError(runtime, refusal), dispatchInfo(paysFee)],
  };
}

function dispatchInfo(paysFee: boolean) {
  return { weight: dispatchWeight, class: "Normal", paysFee: paysFee ? "Yes" : "No" };
}

function dispatchError(runtime: Runtime, refusal: CallRefusal): unknown {
  switch (refusal.kind) {
    case "token":
      return { Token: refusal.name };
    case "arithmetic":
      return { Arithmetic: refusal.name };
    case "lookup":
      return { CannotLookup: null };
    case "module": {
      const { palletIndex, variant } = getErrorVariant(runtime, refusal.pallet, refusal.names);
      return { Module: { index: palletIndex, error: Uint8Array.of(variant.index.toNumber(), 0, 0, 0) } };
    }
    default:
      return assertUnreachable(refusal);
  }
}

function encodePhase({ registry }: Runtime, phase: EventPhase): Uint8Array {
  const value =
    phase === "initialization" ? { Initialization: null } : { ApplyExtrinsic: phase.extrinsicIndex };
  return encode(registry, "Phase", value).toU8a();
}

function encodeEvent(runtime: Runtime, { pallet, name, data }: ChainEvent): Uint8Array {
  const { registry } = runtime;
  const { palletIndex, variant } = getEventVariant(runtime, pallet, name);
  const fields = variant.fields.map(({ type }, index) =>
    encode(registry, registry.createLookupType(type), data[index]).toU8a(),
  );
  return u8aConcat(Uint8Array.of(palletIndex, variant.index.toNumber()), ...fields);
}
