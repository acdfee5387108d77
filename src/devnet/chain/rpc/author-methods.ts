import { findTransaction } from "../extrinsics/decode.ts";
import { feeOf } from "../extrinsics/fee.ts";
import { findCall } from "../calls/calls.ts";
import { isTerminal } from "../machine/pool-entry.ts";
import { getBlock, readParams, type RpcMethod, type SubscriptionMethod } from "./method.ts";
import { hex, list, optionalHash } from "./params.ts";
import { invalidParams, poolRefusal } from "./rpc-error.ts";

const submitExtrinsic: RpcMethod = ({ chain }, params) => {
  const [extrinsic] = readParams(list(hex), params);
  const submitted = chain.submit(extrinsic);
  if (!submitted.ok) throw poolRefusal(submitted.error);
  return submitted.hash;
};

const queryInfo: RpcMethod = (context, params) => {
  const [extrinsic, at] = readParams(list(hex, optionalHash), params);
  const transaction = findTransaction(getBlock(context, at).runtime, extrinsic);
  if (transaction === undefined) throw invalidParams("Not a signed transaction of this runtime");
  const call = findCall(transaction.pallet, transaction.call);
  const feeRao = feeOf({ paysFee: call?.paysFee ?? true });
  return { weight: { ref_time: 0, proof_size: 0 }, class: "normal", partialFee: feeRao.toString() };
};

/** Sending transactions, and what that costs. */
export const authorMethods: Readonly<Record<string, RpcMethod>> = {
  author_submitExtrinsic: submitExtrinsic,
  author_pendingExtrinsics: ({ chain }) => chain.pending,
  payment_queryInfo: queryInfo,
};

const submitAndWatch: SubscriptionMethod = {
  topic: "author_extrinsicUpdate",
  unsubscribe: "author_unwatchExtrinsic",
  open: ({ chain }, params, { send, end }) => {
    const [extrinsic] = readParams(list(hex), params);
    let watching = true;
    const submitted = chain.submit(extrinsic, (status) => {
      if (!watching) return;
      send(status);
      if (isTerminal(status)) end();
    });
    if (!submitted.ok) throw poolRefusal(submitted.error);
    return () => {
      watching = false;
    };
  },
};

export const authorSubscriptions: Readonly<Record<string, SubscriptionMethod>> = {
  author_submitAndWatchExtrinsic: submitAndWatch,
};
