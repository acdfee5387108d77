import { u8aToHex } from "@polkadot/util";
import { findCall } from "../calls/calls.ts";
import { findTransaction } from "../extrinsics/decode.ts";
import { feeOf } from "../extrinsics/fee.ts";
import { encode } from "../runtime/runtime.ts";
import { getAccount } from "../state/chain-state.ts";
import { readArguments, type RuntimeApi } from "./api.ts";

/** The transaction's length follows it as a u32. */
const lengthBytes = 4;

/** What an account has sent, and what sending costs. */
export const accountApis: Readonly<Record<string, RuntimeApi>> = {
  AccountNonceApi_account_nonce: (input, context) => {
    const [address] = readArguments(context, input, "AccountId");
    const { nonce } = getAccount(context.view.state, String(address));
    return encode(context.runtime.registry, "u32", nonce).toU8a();
  },
  TransactionPaymentApi_query_info: (input, { runtime }) => {
    const transaction = findTransaction(runtime, u8aToHex(input.subarray(0, -lengthBytes)));
    const call = transaction === undefined ? undefined : findCall(transaction.pallet, transaction.call);
    const partialFee = feeOf({ paysFee: call?.paysFee ?? true });
    return encode(runtime.registry, "RuntimeDispatchInfo", { partialFee }).toU8a();
  },
};
