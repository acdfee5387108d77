import type { Address } from "./account.ts";
import { withoutEntry } from "./chain-state.ts";
import { findUidToReplace } from "./replacement.ts";
import type { Neuron, Subnet } from "./subnet.ts";

export interface Registered {
  readonly subnet: Subnet;
  readonly uid: number;
}

/**
 * Gives a hotkey the next free uid or, on a full subnet, that of the neuron that earns least. Returns undefined
 * when nobody may be replaced (facts: bittensor 3.4).
 */
export function registerNeuron(
  subnet: Subnet,
  keys: { readonly hotkey: Address; readonly coldkey: Address },
  block: number,
): Registered | undefined {
  const full = subnet.neurons.length >= subnet.hyperparameters.maxAllowedUids;
  const uid = full ? findUidToReplace(subnet, block) : subnet.neurons.length;
  if (uid === undefined) return undefined;
  const replaced = subnet.neurons[uid];
  const cleared = replaced === undefined ? subnet : forgetHotkey(subnet, replaced.hotkey);
  const neurons = [...cleared.neurons];
  neurons[uid] = newNeuron(keys, block);
  return { subnet: { ...cleared, neurons }, uid };
}

/** Returns the subnet without what a hotkey has announced on it. */
export function forgetHotkey(subnet: Subnet, hotkey: Address): Subnet {
  return {
    ...subnet,
    axons: withoutEntry(subnet.axons, hotkey),
    prometheus: withoutEntry(subnet.prometheus, hotkey),
    certificates: withoutEntry(subnet.certificates, hotkey),
    weightCommits: withoutEntry(subnet.weightCommits, hotkey),
  };
}

/** Takes a neuron off the subnet; as the chain does when it trims, those above it move down by one uid. */
export function removeNeuron(subnet: Subnet, hotkey: Address): Subnet {
  const neurons = subnet.neurons.filter((neuron) => neuron.hotkey !== hotkey);
  return { ...forgetHotkey(subnet, hotkey), neurons };
}

/** Moves a uid with all that belongs to it from one hotkey to another. */
export function renameHotkey(subnet: Subnet, from: Address, to: Address): Subnet {
  return {
    ...subnet,
    neurons: subnet.neurons.map((neuron) => (neuron.hotkey === from ? { ...neuron, hotkey: to } : neuron)),
    axons: renameEntry(subnet.axons, from, to),
    prometheus: renameEntry(subnet.prometheus, from, to),
    certificates: renameEntry(subnet.certificates, from, to),
    weightCommits: renameEntry(subnet.weightCommits, from, to),
  };
}

function newNeuron({ hotkey, coldkey }: Pick<Neuron, "hotkey" | "coldkey">, block: number): Neuron {
  return {
    hotkey,
    coldkey,
    stakeRao: 0n,
    validatorPermit: false,
    active: true,
    incentive: 0,
    consensus: 0,
    dividends: 0,
    emissionRao: 0n,
    lastUpdateBlock: block,
    registeredAtBlock: block,
    weights: [],
  };
}

function renameEntry<Value>(map: ReadonlyMap<Address, Value>, from: Address, to: Address) {
  const value = map.get(from);
  const rest = withoutEntry(map, from);
  return value === undefined ? rest : rest.set(to, value);
}
