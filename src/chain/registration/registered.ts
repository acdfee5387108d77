import { z } from "zod";
import { messageOf, NeuronError } from "../../lib/errors.ts";
import type { BlockView } from "../block-view.ts";
import type { Chain } from "../chain-client.ts";
import { countSchema } from "../values.ts";

/** Whether a hotkey is registered on a subnet. Not to know is an answer of its own, never a "no". */
export type Registration =
  | { readonly status: "registered"; readonly uid: number; readonly block: number }
  | { readonly status: "absent"; readonly block: number }
  | { readonly status: "unknown"; readonly reason: string };

/** A hotkey on a subnet. */
export interface Membership {
  readonly netuid: number;
  /** SS58. */
  readonly hotkey: string;
}

/** Returns whether the hotkey is registered at the finalized head; `unknown` whenever the chain cannot be asked. */
export async function isRegistered(
  chain: Pick<Chain, "finalized">,
  membership: Membership,
): Promise<Registration> {
  try {
    const view = await chain.finalized();
    const uid = await findUid(view, membership);
    const block = view.block.number;
    return uid === undefined ? { status: "absent", block } : { status: "registered", uid, block };
  } catch (error) {
    return { status: "unknown", reason: messageOf(error) };
  }
}

/** Returns the hotkey's uid on the subnet at this block, or undefined when it has none. */
export async function findUid(view: BlockView, { netuid, hotkey }: Membership): Promise<number | undefined> {
  return view.get(["subtensorModule", "uids"], [netuid, hotkey], countSchema.optional());
}

/** Returns the uid. Throws NOT_REGISTERED with the command that registers. */
export async function getUid(view: BlockView, membership: Membership): Promise<number> {
  const uid = await findUid(view, membership);
  if (uid !== undefined) return uid;
  throw notRegistered(membership, view.block.number);
}

/** Returns the error of a miner whose hotkey is not registered. */
export function notRegistered({ netuid, hotkey }: Membership, block: number): NeuronError {
  return new NeuronError(
    "NOT_REGISTERED",
    `The hotkey ${hotkey} is not registered on subnet ${netuid} at block ${block}. Run: neuron register --netuid ${netuid}`,
    { context: { netuid, hotkey, block } },
  );
}

/** Throws SUBNET_NOT_FOUND when the chain has no such subnet. */
export async function assertSubnet(view: BlockView, netuid: number): Promise<void> {
  if (await hasSubnet(view, netuid)) return;
  throw new NeuronError(
    "SUBNET_NOT_FOUND",
    `There is no subnet ${netuid} at block ${view.block.number}; check --netuid and --subtensor.network`,
    { context: { netuid, block: view.block.number } },
  );
}

/** Returns whether the chain has this subnet. */
export async function hasSubnet(view: BlockView, netuid: number): Promise<boolean> {
  return view.get(["subtensorModule", "networksAdded"], [netuid], z.boolean());
}
