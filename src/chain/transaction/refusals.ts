import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { RpcRefusal } from "../connection/rpc.ts";
import type { Runtime } from "../connection/runtime.ts";
import { nameCustomError, poolCodes, type PoolRefusal } from "./pool-errors.ts";

/** Who refused what, for the message. */
export interface RefusedCall {
  /** As the operator knows it: `serve_axon`. */
  readonly call: string;
  readonly specVersion: number;
}

/**
 * Returns our error for a node's refusal to take a transaction: CHAIN_REFUSED whose context has the name of the
 * reason, FUNDS_INSUFFICIENT when the account cannot pay.
 */
export function explainPoolRefusal(refusal: RpcRefusal, { call, specVersion }: RefusedCall): NeuronError {
  const { name, meaning } = nameRefusal(refusal, specVersion);
  const code = name === "Payment" ? "FUNDS_INSUFFICIENT" : "CHAIN_REFUSED";
  return new NeuronError(code, `The chain did not take ${call}: ${meaning} (${name})`, {
    context: { call, reason: name, specVersion, rpcCode: refusal.rpcCode },
    cause: refusal,
  });
}

/** Returns our error for a transaction that is in a block and failed there. */
export function explainDispatchFailure(reason: string, call: RefusedCall): NeuronError {
  return new NeuronError("CHAIN_REFUSED", `The chain refused ${call.call}: ${reason}`, {
    context: { ...call, reason },
  });
}

/** Returns the name of a dispatch error as the event has it, from the live metadata. */
export function nameDispatchError(runtime: Runtime, error: unknown): string {
  const asModule = moduleErrorSchema.safeParse(error);
  if (!asModule.success) return JSON.stringify(error);
  const { index, error: number } = asModule.data.module;
  const first = typeof number === "number" ? number : Buffer.from(number.slice(2), "hex")[0];
  const bytes = Uint8Array.from([index, first ?? 0, 0, 0, 0]);
  return runtime.registry.findMetaError(bytes).name;
}

/** The one byte that says which, and three that are reserved; older runtimes have the one byte alone. */
const moduleErrorSchema = z.object({
  module: z.object({ index: z.int(), error: z.union([z.int(), z.string().regex(/^0x([0-9a-f]{2})+$/)]) }),
});

/** A node puts the reason into the data ("Custom error: 10"), chopsticks as JSON into the message. */
function nameRefusal({ rpcCode, data, message }: RpcRefusal, specVersion: number): PoolRefusal {
  const text = `${typeof data === "string" ? data : JSON.stringify(data ?? "")} ${message}`;
  const custom = /Custom error: (\d+)|"custom":\s*(\d+)/i.exec(text);
  if (custom !== null) return nameCustomError(Number(custom[1] ?? custom[2]), specVersion);
  const known = poolReasons.find(({ pattern }) => pattern.test(text));
  if (known !== undefined) return known;
  if (rpcCode === poolCodes.lowPriority) return tooLowPriority;
  return { name: `Pool${rpcCode}`, meaning: "the node gave no known reason" };
}

const tooLowPriority = {
  name: "TooLowPriority",
  meaning: "another transaction of the account with the same number is waiting: try again in a moment",
};

const poolReasons: readonly (PoolRefusal & { readonly pattern: RegExp })[] = [
  {
    name: "Payment",
    pattern: /"payment"|Inability to pay/i,
    meaning: "the account's balance does not pay the fee",
  },
  {
    name: "Stale",
    pattern: /"stale"|outdated/i,
    meaning: "another transaction of the account came first: try again",
  },
  {
    name: "Future",
    pattern: /"future"|will be valid in the future/i,
    meaning: "an earlier transaction of the account is missing: try again",
  },
  {
    name: "BadProof",
    pattern: /"badProof"|bad signature/i,
    meaning: "the signature does not fit the chain's present runtime and block: try again",
  },
  {
    name: "AncientBirthBlock",
    pattern: /ancientBirthBlock|ancient birth block/i,
    meaning: "it is too old: try again",
  },
  {
    name: "ExhaustsResources",
    pattern: /exhaustsResources|exhaust the resources/i,
    meaning: "blocks are full",
  },
  {
    name: "TemporarilyBanned",
    pattern: /temporarily banned/i,
    meaning: "the node refused the same transaction a moment ago: try again later",
  },
  { name: "Call", pattern: /"call"|not expected/i, meaning: "the runtime does not allow this call now" },
  { name: "Invalid", pattern: /wasm|unreachable|decod/i, meaning: "the node could not read it" },
];
