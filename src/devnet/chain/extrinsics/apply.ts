import type { Call, ChainEvent } from "../calls/call.ts";
import { getAccount, withAccount, withPayment, type ChainState } from "../state/chain-state.ts";
import type { Transaction } from "./decode.ts";
import { extrinsicFailed, extrinsicSuccess } from "./events.ts";
import { feeOf } from "./fee.ts";
import { callContext, type ValidationView } from "./validate.ts";

export interface Applied {
  readonly state: ChainState;
  readonly events: readonly ChainEvent[];
}

/** Runs a valid transaction: takes the fee and counts the nonce in any case, keeps the rest only if it worked. */
export function apply(view: ValidationView, transaction: Transaction, call: Call): Applied {
  const { signer, tipRao } = transaction;
  const feeRao = feeOf(call, tipRao);
  const charged = chargeSender(view.state, transaction, feeRao);
  const outcome = call.execute(callContext({ ...view, state: charged }, transaction), transaction.args);
  const feePaid = feeEvent(signer, feeRao, tipRao);
  if (outcome.ok) {
    return { state: outcome.state, events: [...outcome.events, feePaid, extrinsicSuccess(call.paysFee)] };
  }
  const failed = extrinsicFailed(view.runtime, outcome.refusal, call.paysFee);
  return { state: charged, events: [feePaid, failed] };
}

function chargeSender(state: ChainState, { signer }: Transaction, feeRao: bigint): ChainState {
  const paid = withPayment(state, signer, -feeRao);
  const account = getAccount(paid, signer);
  return withAccount(paid, signer, { ...account, nonce: account.nonce + 1 });
}

/** The chain tells of a fee of nothing too. */
function feeEvent(who: string, feeRao: bigint, tipRao: bigint): ChainEvent {
  return { pallet: "TransactionPayment", name: "TransactionFeePaid", data: [who, feeRao, tipRao] };
}
