import { z } from "zod";
import { raoPerTao, type Address } from "../state/account.ts";
import { getAccount, withEntry, withoutEntry, withPayment, type ChainState } from "../state/chain-state.ts";
import { renameHotkey } from "../state/registration.ts";
import { findUid } from "../state/subnet.ts";
import { address } from "./arguments.ts";
import { defineCall, done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";

const priceRao = raoPerTao;

/** Moves all that a hotkey has, its uids above all, to another hotkey of the same coldkey. */
export const swapHotkeyCall = defineCall({
  pallet: "SubtensorModule",
  name: "swap_hotkey",
  paysFee: true,
  arguments: z.object({ hotkey: address, new_hotkey: address }),
  run: (context, { hotkey, new_hotkey }) => swap(context, hotkey, new_hotkey),
});

/** Returns the state in which another hotkey stands wherever the first one stood. */
export function swapHotkey(state: ChainState, from: Address, to: Address): ChainState {
  const owner = state.owners.get(from);
  const rest = withoutEntry(state.owners, from);
  const subnets = new Map(
    [...state.subnets].map(([netuid, subnet]) => [netuid, renameHotkey(subnet, from, to)]),
  );
  return { ...state, subnets, owners: owner === undefined ? rest : withEntry(rest, to, owner) };
}

function swap({ state, signer }: CallContext, from: Address, to: Address): CallOutcome {
  if (state.owners.get(from) !== signer) return refuse("NonAssociatedColdKey");
  if (from === to) return refuse("NewHotKeyIsSameWithOld");
  const isRegistered = [...state.subnets.values()].some((subnet) => findUid(subnet, to) !== undefined);
  if (isRegistered) return refuse("HotKeyAlreadyRegisteredInSubNet");
  if ((state.owners.get(to) ?? signer) !== signer) return refuse("NonAssociatedColdKey");
  if (getAccount(state, signer).freeRao < priceRao) return refuse("NotEnoughBalanceToPaySwapHotKey");
  const swapped = swapHotkey(withPayment(state, signer, -priceRao), from, to);
  return done(swapped, subtensorEvent("HotkeySwapped", signer, from, to));
}
