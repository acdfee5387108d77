import type { Account } from "../state/account.ts";
import { plainItem, type StorageItem } from "./item.ts";

/** How many earlier hashes a chain remembers (facts: bittensor 3.1). */
const rememberedHashes = 2400;

const account: StorageItem = {
  pallet: "System",
  name: "Account",
  keys: ({ state }) => [...state.accounts.keys()].map((address) => [address]),
  find: ({ state }, address) => {
    const found = state.accounts.get(String(address));
    return found === undefined ? undefined : accountInfo(found);
  },
};

const blockHash: StorageItem = {
  pallet: "System",
  name: "BlockHash",
  keys: ({ number }) => {
    const first = Math.max(0, number - rememberedHashes);
    return Array.from({ length: number - first }, (_, index) => [first + index]);
  },
  find: (view, number) => {
    const isRemembered = Number(number) < view.number && Number(number) >= view.number - rememberedHashes;
    return isRemembered ? view.hashOf(Number(number)) : undefined;
  },
};

/** Blocks, accounts and time. */
export const systemItems: readonly StorageItem[] = [
  account,
  blockHash,
  plainItem("System", "Number", ({ number }) => number),
  plainItem("System", "ParentHash", ({ parentHash }) => parentHash),
  plainItem("System", "Events", ({ events }) => events),
  plainItem("System", "ExtrinsicCount", ({ extrinsicCount }) => extrinsicCount),
  plainItem("Timestamp", "Now", ({ timestampMs }) => timestampMs),
  plainItem("Balances", "TotalIssuance", ({ state }) =>
    [...state.accounts.values()].reduce((sum, { freeRao }) => sum + freeRao, 0n),
  ),
];

function accountInfo({ nonce, freeRao }: Account) {
  return {
    nonce,
    consumers: 0,
    providers: freeRao > 0n ? 1 : 0,
    sufficients: 0,
    data: { free: freeRao, reserved: 0, frozen: 0, flags: 1n << 127n },
  };
}
