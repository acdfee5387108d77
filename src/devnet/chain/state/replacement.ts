import type { Neuron, Subnet } from "./subnet.ts";

interface Candidate {
  readonly uid: number;
  readonly neuron: Neuron;
}

/**
 * Returns the uid that a newcomer replaces: the lowest emission among those no longer immune, the older and then
 * the lower uid first. While no more than `minNonImmuneUids` have lost their immunity, an immune one goes instead.
 * The owner's own hotkey stays (facts: bittensor 3.4).
 */
export function findUidToReplace(subnet: Subnet, block: number): number | undefined {
  const candidates = subnet.neurons
    .map((neuron, uid) => ({ uid, neuron }))
    .filter(({ neuron }) => neuron.hotkey !== subnet.owner);
  const mortal = candidates.filter(({ neuron }) => !isImmune(neuron, subnet, block));
  const immune = candidates.filter(({ neuron }) => isImmune(neuron, subnet, block));
  const chosen = mortal.length > subnet.hyperparameters.minNonImmuneUids ? mortal : immune;
  return chosen.sort(byWorth)[0]?.uid;
}

function isImmune(neuron: Neuron, { hyperparameters }: Subnet, block: number): boolean {
  return block - neuron.registeredAtBlock < hyperparameters.immunityPeriod;
}

function byWorth(one: Candidate, other: Candidate): number {
  return (
    Number(one.neuron.emissionRao - other.neuron.emissionRao) ||
    one.neuron.registeredAtBlock - other.neuron.registeredAtBlock ||
    one.uid - other.uid
  );
}
