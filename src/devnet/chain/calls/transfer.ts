import { z } from "zod";
import { existentialDepositRao, type Address } from "../state/account.ts";
import { getAccount, withPayment } from "../state/chain-state.ts";
import { address, bigUnsigned } from "./arguments.ts";
import { defineCall, done, refuseMoney, type Call, type CallContext, type CallOutcome } from "./call.ts";

interface Transfer {
  readonly dest: { readonly id: Address };
  readonly value: bigint;
}

export const transferAllowDeath = defineTransfer("transfer_allow_death", 0n);
export const transferKeepAlive = defineTransfer("transfer_keep_alive", existentialDepositRao);

function defineTransfer(name: string, keepRao: bigint): Call {
  return defineCall({
    pallet: "Balances",
    name,
    paysFee: true,
    arguments: z.object({ dest: z.object({ id: address }), value: bigUnsigned }),
    run: (context, transfer) => move(context, transfer, keepRao),
  });
}

function move({ state, signer }: CallContext, { dest, value }: Transfer, keepRao: bigint): CallOutcome {
  const left = getAccount(state, signer).freeRao - value;
  if (left < 0n) return refuseMoney("Underflow");
  if (left < keepRao) return refuseMoney("NotExpendable");
  if (getAccount(state, dest.id).freeRao + value < existentialDepositRao) {
    return refuseMoney("BelowMinimum");
  }
  const moved = withPayment(withPayment(state, signer, -value), dest.id, value);
  return done(moved, { pallet: "Balances", name: "Transfer", data: [signer, dest.id, value] });
}
