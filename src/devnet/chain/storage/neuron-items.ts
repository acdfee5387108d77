import type { Neuron, Subnet } from "../state/subnet.ts";
import { hotkeyItem, neuronItem, subnetItem, type StorageItem } from "./item.ts";

const owner: StorageItem = {
  pallet: "SubtensorModule",
  name: "Owner",
  keys: ({ state }) => [...state.owners.keys()].map((hotkey) => [hotkey]),
  find: ({ state }, hotkey) => state.owners.get(String(hotkey)),
};

const isNetworkMember: StorageItem = {
  pallet: "SubtensorModule",
  name: "IsNetworkMember",
  keys: ({ state }) =>
    [...state.subnets.values()].flatMap(({ netuid, neurons }) =>
      neurons.map(({ hotkey }) => [hotkey, netuid]),
    ),
  find: ({ state }, hotkey, netuid) => {
    const neurons = state.subnets.get(Number(netuid))?.neurons ?? [];
    return neurons.some((neuron) => neuron.hotkey === hotkey) ? true : undefined;
  },
};

/** Alpha of a hotkey on one subnet, under the name that dynamic TAO gave it. */
const totalHotkeyAlpha: StorageItem = {
  ...isNetworkMember,
  name: "TotalHotkeyAlpha",
  find: ({ state }, hotkey, netuid) => {
    const neurons = state.subnets.get(Number(netuid))?.neurons ?? [];
    return neurons.find((neuron) => neuron.hotkey === hotkey)?.stakeRao;
  },
};

/** Stake of a hotkey on all subnets, as it was counted before dynamic TAO. */
const totalHotkeyStake: StorageItem = {
  ...owner,
  name: "TotalHotkeyStake",
  find: ({ state }, hotkey) =>
    [...state.subnets.values()]
      .flatMap(({ neurons }) => neurons.filter((neuron) => neuron.hotkey === hotkey))
      .reduce((sum, { stakeRao }) => sum + stakeRao, 0n),
};

/** Who holds which uid, what they earn, and where they are reached. */
export const neuronItems: readonly StorageItem[] = [
  owner,
  isNetworkMember,
  totalHotkeyAlpha,
  totalHotkeyStake,
  hotkeyItem("Uids", ({ neurons }) => new Map(neurons.map(({ hotkey }, uid) => [hotkey, uid]))),
  hotkeyItem("Axons", ({ axons }) => axons),
  hotkeyItem("Prometheus", ({ prometheus }) => prometheus),
  hotkeyItem("NeuronCertificates", ({ certificates }) => certificates),
  neuronItem("Keys", ({ hotkey }) => hotkey),
  neuronItem("BlockAtRegistration", ({ registeredAtBlock }) => registeredAtBlock),
  neuronItem("Weights", ({ weights }) =>
    weights.length === 0 ? undefined : weights.map(({ uid, value }) => [uid, value]),
  ),
  perNeuron("ValidatorPermit", ({ validatorPermit }) => validatorPermit),
  perNeuron("LastUpdate", ({ lastUpdateBlock }) => lastUpdateBlock),
  perNeuron("Active", ({ active }) => active),
  perNeuron("Incentive", ({ incentive }) => incentive),
  perNeuron("Consensus", ({ consensus }) => consensus),
  perNeuron("Dividends", ({ dividends }) => dividends),
  perNeuron("Emission", ({ emissionRao }) => emissionRao),
  perNeuron("Rank", () => 0),
  perNeuron("Trust", () => 0),
  perNeuron("ValidatorTrust", () => 0),
  perNeuron("PruningScores", () => 65_535),
  subnetItem("StakeWeight", stakeWeights),
];

/** A list per subnet with one value for each uid. */
function perNeuron(name: string, read: (neuron: Neuron) => unknown): StorageItem {
  return subnetItem(name, ({ neurons }) => neurons.map(read));
}

/** Stakes as 16-bit fractions of the largest. */
function stakeWeights({ neurons }: Subnet): number[] {
  const largest = neurons.reduce((max, { stakeRao }) => (stakeRao > max ? stakeRao : max), 1n);
  return neurons.map(({ stakeRao }) => Number((stakeRao * 65_535n) / largest));
}
