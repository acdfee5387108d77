import { z } from "zod";
import type { Block } from "../machine/block.ts";
import { readParams, type RpcContext, type RpcMethod, type SubscriptionMethod } from "./method.ts";
import { list, optionalHash } from "./params.ts";

/** Numbers in one request. */
const maxNumbers = 1_000;
const blockNumber = z.union([
  z.number().int().nonnegative(),
  z
    .string()
    .regex(/^0x[0-9a-fA-F]{1,16}$/)
    .transform(Number),
]);
const blockNumbers = z.union([blockNumber, z.array(blockNumber).max(maxNumbers)]).nullish();

const getBlockHash: RpcMethod = ({ chain }, params) => {
  const [numbers] = readParams(list(blockNumbers), params);
  if (numbers === null || numbers === undefined) return chain.head.hash;
  if (typeof numbers === "number") return chain.findHash(numbers) ?? null;
  return numbers.map((number) => chain.findHash(number) ?? null);
};

const getHeader: RpcMethod = (context, params) => findBlock(context, params)?.header ?? null;

const getBlockWithExtrinsics: RpcMethod = (context, params) => {
  const block = findBlock(context, params);
  if (block === undefined) return null;
  return { block: { header: block.header, extrinsics: block.extrinsics }, justifications: null };
};

const getFinalizedHead: RpcMethod = ({ chain }) => chain.finalized.hash;

/** Blocks and their headers. */
export const chainMethods: Readonly<Record<string, RpcMethod>> = {
  chain_getBlockHash: getBlockHash,
  chain_getHead: getBlockHash,
  chain_getHeader: getHeader,
  chain_getBlock: getBlockWithExtrinsics,
  chain_getFinalizedHead: getFinalizedHead,
  chain_getFinalisedHead: getFinalizedHead,
};

const newHeads: SubscriptionMethod = {
  topic: "chain_newHead",
  unsubscribe: "chain_unsubscribeNewHeads",
  open: ({ chain }, _, { send }) => {
    send(chain.head.header);
    return chain.listen({ head: ({ header }) => send(header) });
  },
};

const finalizedHeads: SubscriptionMethod = {
  topic: "chain_finalizedHead",
  unsubscribe: "chain_unsubscribeFinalizedHeads",
  open: ({ chain }, _, { send }) => {
    send(chain.finalized.header);
    return chain.listen({ finalized: ({ header }) => send(header) });
  },
};

export const chainSubscriptions: Readonly<Record<string, SubscriptionMethod>> = {
  chain_subscribeNewHeads: newHeads,
  chain_subscribeNewHead: { ...newHeads, unsubscribe: "chain_unsubscribeNewHead" },
  chain_subscribeAllHeads: { ...newHeads, topic: "chain_allHead", unsubscribe: "chain_unsubscribeAllHeads" },
  chain_subscribeFinalizedHeads: finalizedHeads,
};

function findBlock({ chain }: RpcContext, params: readonly unknown[]): Block | undefined {
  const [hash] = readParams(list(optionalHash), params);
  return hash === null || hash === undefined ? chain.head : chain.find(hash);
}
