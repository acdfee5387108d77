import { z } from "zod";
import type { BlockView } from "../block-view.ts";
import { addressSchema, integerSchema } from "../values.ts";
import type { RegistrationFacts, RegistrationRequest } from "./plan.ts";
import { assertSubnet, findUid } from "./registered.ts";

/** Returns what a registration depends on. Throws SUBNET_NOT_FOUND when there is no such subnet. */
export async function readRegistrationFacts(
  view: BlockView,
  request: Omit<RegistrationRequest, "maxBurnRao">,
): Promise<RegistrationFacts> {
  const { netuid, hotkey, coldkey } = request;
  await assertSubnet(view, netuid);
  const [priceRao, balanceRao, uid, owner, isOpen] = await Promise.all([
    view.get(["subtensorModule", "burn"], [netuid], integerSchema),
    readBalance(view, coldkey),
    findUid(view, request),
    findOwner(view, hotkey),
    view.get(["subtensorModule", "networkRegistrationAllowed"], [netuid], z.boolean()),
  ]);
  return {
    block: view.block.number,
    specVersion: view.runtime.specVersion,
    priceRao,
    balanceRao,
    existentialRao: view.runtime.existentialDeposit() ?? defaultExistentialRao,
    uid,
    owner,
    isOpen,
    hasPriceLimit: view.runtime.hasCall("subtensorModule", "registerLimit"),
  };
}

/** Returns the free balance of an account, in rao. */
export async function readBalance(view: BlockView, address: string): Promise<bigint> {
  const { data } = await view.get(["system", "account"], [address], accountSchema);
  return data.free;
}

/** Returns the coldkey that the chain ties to a hotkey, or undefined before its first registration. */
export async function findOwner(view: BlockView, hotkey: string): Promise<string | undefined> {
  const owner = await view.get(["subtensorModule", "owner"], [hotkey], addressSchema);
  return owner === zeroAddress ? undefined : owner;
}

/** The account of 32 zero bytes, which the chain has where there is none. */
const zeroAddress = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";

/** Of every subtensor so far (facts: bittensor 3.1). */
const defaultExistentialRao = 500n;

const accountSchema = z.object({ data: z.object({ free: integerSchema }) });
