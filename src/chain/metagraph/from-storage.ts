import { z } from "zod";
import { axonRecordSchema, axonsItem } from "../axon/record.ts";
import type { BlockView, StorageItem } from "../block-view.ts";
import { addressSchema, countSchema, integerSchema } from "../values.ts";
import { earningsOf, type Neuron } from "./snapshot.ts";

/** Returns the neurons of a subnet out of storage maps, which every runtime has. */
export async function readFromStorage(view: BlockView, netuid: number): Promise<Neuron[]> {
  const count = await view.get(["subtensorModule", "subnetworkN"], [netuid], countSchema);
  const uids = Array.from({ length: count }, (_, uid) => uid);
  const hotkeys = await view.getMany(
    ["subtensorModule", "keys"],
    uids.map((uid) => [netuid, uid]),
    addressSchema,
  );
  const ofSubnet = hotkeys.map((hotkey) => [netuid, hotkey]);
  const [coldkeys, axons, stakes, permits, lastUpdates, emissions, incentives] = await Promise.all([
    view.getMany(
      ["subtensorModule", "owner"],
      hotkeys.map((hotkey) => [hotkey]),
      addressSchema,
    ),
    view.getMany(axonsItem, ofSubnet, axonRecordSchema.optional()),
    readStakes(view, netuid, hotkeys),
    view.get(["subtensorModule", "validatorPermit"], [netuid], z.array(z.boolean())),
    view.get(["subtensorModule", "lastUpdate"], [netuid], z.array(countSchema)),
    view.get(["subtensorModule", "emission"], [netuid], z.array(integerSchema)),
    view.get(["subtensorModule", "incentive"], [netuid], z.array(countSchema)),
  ]);
  return hotkeys.map((hotkey, uid) => ({
    uid,
    hotkey,
    coldkey: coldkeys[uid] ?? "",
    axon: axons[uid],
    validatorPermit: permits[uid] ?? false,
    stakeRao: stakes[uid] ?? 0n,
    lastUpdate: lastUpdates[uid] ?? 0,
    // A neuron that came after the last epoch may not be in these lists yet.
    earnings: earningsOf({ emissionRao: emissions[uid] ?? 0n, incentive: incentives[uid] ?? 0 }),
  }));
}

/** Returns the stake of hotkeys on a subnet in rao, in their order. */
export async function readStakes(
  view: BlockView,
  netuid: number,
  hotkeys: readonly string[],
): Promise<bigint[]> {
  return hasAlpha(view)
    ? view.getMany(
        alphaItem,
        hotkeys.map((hotkey) => [hotkey, netuid]),
        integerSchema,
      )
    : view.getMany(
        ["subtensorModule", "totalHotkeyStake"],
        hotkeys.map((hotkey) => [hotkey]),
        integerSchema,
      );
}

/** Returns whether stake is kept for each subnet, in alpha (spec 233 and later, and the first versions of it). */
export function hasAlpha(view: Pick<BlockView, "has">): boolean {
  return view.has(alphaItem);
}

const alphaItem: StorageItem = ["subtensorModule", "totalHotkeyAlpha"];
