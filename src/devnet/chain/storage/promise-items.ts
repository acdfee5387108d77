import { revealBlocks } from "../state/reveal.ts";
import { subnetItem, type StorageItem } from "./item.ts";

/** Hashes of weights to be revealed, with their block and the first and last that may reveal them. */
const weightCommits: StorageItem = {
  ...subnetItem("WeightCommits", () => undefined),
  keys: ({ state }) =>
    [...state.subnets.values()].flatMap(({ netuid, weightCommits: commits }) =>
      [...commits.keys()].map((hotkey) => [netuid, hotkey]),
    ),
  find: ({ state }, netuid, hotkey) => {
    const subnet = state.subnets.get(Number(netuid));
    return subnet?.weightCommits.get(String(hotkey))?.map(({ hash, block }) => {
      const { first, last } = revealBlocks(subnet, block);
      return [hash, block, first, last];
    });
  },
};

const commitmentOf: StorageItem = {
  pallet: "Commitments",
  name: "CommitmentOf",
  keys: ({ state }) =>
    [...state.subnets.values()].flatMap(({ netuid, commitments }) =>
      [...commitments.keys()].map((account) => [netuid, account]),
    ),
  find: ({ state }, netuid, account) => {
    const found = state.subnets.get(Number(netuid))?.commitments.get(String(account));
    return found === undefined ? undefined : { deposit: 0, block: found.block, info: found.info };
  },
};

const lastCommitment: StorageItem = {
  ...commitmentOf,
  name: "LastCommitment",
  find: ({ state }, netuid, account) =>
    state.subnets.get(Number(netuid))?.commitments.get(String(account))?.block,
};

/** What neurons have committed to. */
export const promiseItems: readonly StorageItem[] = [weightCommits, commitmentOf, lastCommitment];
