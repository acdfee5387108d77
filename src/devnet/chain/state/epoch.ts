import type { Neuron, Subnet } from "./subnet.ts";

/** 16-bit fractions are of this. */
const one = 65_535;
/** Alpha that a subnet emits per block: half a unit for miners and validators each (stand-in). */
const emissionPerBlockRao = 1_000_000_000n;

/** Returns whether a subnet's epoch ends with this block (facts: bittensor 3.8). */
export function isEpochDue(subnet: Subnet, block: number): boolean {
  const { tempo } = subnet.hyperparameters;
  return tempo > 0 && (block + subnet.netuid + 1) % (tempo + 1) === 0;
}

/**
 * Ends an epoch. Permits follow the chain's rule; the rest is far simpler than Yuma consensus: a neuron's incentive
 * is the mean of what validators weigh it, by their stake; a validator's dividends are its share of the stake that
 * has set weights; what the subnet emitted since the last epoch goes half to each.
 */
export function runEpoch(subnet: Subnet, block: number, stakeThresholdRao: bigint): Subnet {
  const permits = grantPermits(subnet, stakeThresholdRao);
  const voters = subnet.neurons.map((neuron, uid) => permits.has(uid) && neuron.weights.length > 0);
  const incentives = shareOut(incentivesOf(subnet, voters));
  const dividends = shareOut(subnet.neurons.map(({ stakeRao }, uid) => (voters[uid] ? Number(stakeRao) : 0)));
  const emittedRao = emissionPerBlockRao * BigInt(block - subnet.lastEpochBlock);
  const neurons = subnet.neurons.map((neuron, uid) => ({
    ...neuron,
    validatorPermit: permits.has(uid),
    active: block - neuron.lastUpdateBlock < subnet.hyperparameters.activityCutoff,
    incentive: incentives[uid] ?? 0,
    consensus: incentives[uid] ?? 0,
    dividends: dividends[uid] ?? 0,
    emissionRao: (emittedRao * BigInt((incentives[uid] ?? 0) + (dividends[uid] ?? 0))) / BigInt(2 * one),
  }));
  return { ...subnet, neurons, lastEpochBlock: block };
}

/** The top `maxAllowedValidators` by stake, without those below the threshold or with nothing (facts: bittensor 3.7). */
function grantPermits({ neurons, owner, hyperparameters }: Subnet, stakeThresholdRao: bigint): Set<number> {
  const staked = neurons
    .map((neuron, uid) => ({ ...neuron, uid }))
    .filter(({ stakeRao }) => stakeRao > 0n && stakeRao >= stakeThresholdRao)
    .sort((first, second) => Number(second.stakeRao - first.stakeRao) || first.uid - second.uid)
    .slice(0, hyperparameters.maxAllowedValidators)
    .map(({ uid }) => uid);
  const ownerUid = neurons.findIndex(({ hotkey }) => hotkey === owner);
  return new Set(ownerUid === -1 ? staked : [...staked, ownerUid]);
}

function incentivesOf({ neurons }: Subnet, voters: readonly boolean[]): number[] {
  const received = neurons.map(() => 0);
  neurons.forEach((voter, uid) => {
    if (voters[uid] !== true) return;
    for (const { uid: target, share } of normalise(voter)) {
      received[target] = (received[target] ?? 0) + share * Number(voter.stakeRao);
    }
  });
  return received;
}

function normalise({ weights }: Neuron): { uid: number; share: number }[] {
  const total = weights.reduce((sum, { value }) => sum + value, 0);
  return weights.map(({ uid, value }) => ({ uid, share: total === 0 ? 0 : value / total }));
}

/** Returns 16-bit fractions of the whole. */
function shareOut(parts: readonly number[]): number[] {
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => (total === 0 ? 0 : Math.floor((part / total) * one)));
}
