import type { z } from "zod";
import type { Block } from "../machine/block.ts";
import type { Chain } from "../machine/chain.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { StorageView } from "../storage/item.ts";
import type { Storage } from "../storage/storage.ts";
import { invalidParams, unknownBlock } from "./rpc-error.ts";

/** What every method works on. */
export interface RpcContext {
  readonly chain: Chain;
  storageOf(runtime: Runtime): Storage;
}

/** Answers a request. Throws an RpcError to refuse. */
export type RpcMethod = (context: RpcContext, params: readonly unknown[]) => unknown;

/** Carries results to a subscriber. Nothing arrives before the answer that names the subscription. */
export interface Channel {
  readonly send: (result: unknown) => void;
  /** There will be no more results. */
  readonly end: () => void;
}

export interface SubscriptionMethod {
  /** The method's name in the notifications. */
  readonly topic: string;
  readonly unsubscribe: string;
  /** Starts sending; the function returned stops it. Throws an RpcError to refuse. */
  readonly open: (context: RpcContext, params: readonly unknown[], channel: Channel) => () => void;
}

/** Reads a method's parameters, of which the last ones may be absent or null. Throws when they do not fit. */
export function readParams<Params>(schema: z.ZodType<Params>, params: readonly unknown[]): Params {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw invalidParams(
    parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "),
  );
}

/** Returns the block of a hash, the head without one. Throws when it is not known. */
export function getBlock({ chain }: RpcContext, hash: string | null | undefined): Block {
  if (hash === null || hash === undefined) return chain.head;
  const block = chain.find(hash);
  if (block === undefined) throw unknownBlock(hash);
  return block;
}

/** Returns a block as its storage shows it. */
export function viewOf({ chain }: RpcContext, block: Block): StorageView {
  const { state, number, parentHash, timestampMs, events, extrinsics } = block;
  return {
    state,
    number,
    parentHash,
    timestampMs,
    events,
    extrinsicCount: extrinsics.length,
    hashOf: (earlier) => chain.findHash(earlier),
  };
}
