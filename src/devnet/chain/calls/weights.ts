import { withSubnet } from "../state/chain-state.ts";
import { findUid, updateNeuron, type Neuron, type Subnet, type Weight } from "../state/subnet.ts";
import { done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";

const maxWeight = 65_535;

/** Weights as a validator sends them: two lists of the same length. */
export interface WeightVote {
  readonly netuid: number;
  readonly uids: readonly number[];
  readonly values: readonly number[];
  readonly versionKey: bigint;
}

interface Voter {
  readonly uid: number;
  readonly neuron: Neuron;
}

/**
 * Sets weights after the chain's checks in their order (facts: bittensor 3.7). The rate limit counts only where
 * weights are set in the open; a revealed vote was limited when it was committed.
 */
export function vote(context: CallContext, ballot: WeightVote): CallOutcome {
  const { netuid, uids, values } = ballot;
  if (netuid === 0) return refuse("CanNotSetRootNetworkWeights");
  if (uids.length !== values.length) return refuse("WeightVecNotEqualSize");
  const subnet = context.state.subnets.get(netuid);
  if (subnet === undefined) return refuse("SubNetworkDoesNotExist", "SubnetNotExists");
  if (uids.length > subnet.neurons.length) return refuse("UidsLengthExceedUidsInSubNet");
  const voter = findVoter(context, subnet);
  if (voter === undefined) return refuse("HotKeyNotRegisteredInSubNet");
  const refusal = refuseVoter(context, subnet, voter, ballot) ?? refuseWeights(subnet, voter, ballot);
  if (refusal !== undefined) return refusal;
  const weights = upscale(uids, values);
  const voted = updateNeuron(subnet, voter.uid, { weights, lastUpdateBlock: context.block });
  return done(withSubnet(context.state, voted), subtensorEvent("WeightsSet", netuid, voter.uid));
}

/** Returns whether a neuron has set or committed weights too recently to do so again. */
export function isVotingTooSoon(subnet: Subnet, neuron: Neuron, block: number): boolean {
  const { lastUpdateBlock } = neuron;
  return lastUpdateBlock !== 0 && block - lastUpdateBlock < subnet.hyperparameters.weightsSetRateLimit;
}

export function findVoter({ signer }: CallContext, subnet: Subnet): Voter | undefined {
  const uid = findUid(subnet, signer);
  const neuron = uid === undefined ? undefined : subnet.neurons[uid];
  return uid === undefined || neuron === undefined ? undefined : { uid, neuron };
}

function refuseVoter(context: CallContext, subnet: Subnet, { uid, neuron }: Voter, ballot: WeightVote) {
  const { minStakeForWeightsRao, weightsVersionKey, commitRevealWeightsEnabled } = subnet.hyperparameters;
  if (neuron.stakeRao < minStakeForWeightsRao) return refuse("NotEnoughStakeToSetWeights");
  if (ballot.versionKey < BigInt(weightsVersionKey)) return refuse("IncorrectWeightVersionKey");
  if (!commitRevealWeightsEnabled && isVotingTooSoon(subnet, neuron, context.block)) {
    return refuse("SettingWeightsTooFast");
  }
  const mayVote = neuron.validatorPermit || neuron.hotkey === subnet.owner || isSelfVote(uid, ballot);
  return mayVote ? undefined : refuse("NeuronNoValidatorPermit");
}

function refuseWeights(subnet: Subnet, { uid }: Voter, ballot: WeightVote) {
  const { uids, values } = ballot;
  const { minAllowedWeights, maxWeightsLimit } = subnet.hyperparameters;
  if (new Set(uids).size !== uids.length) return refuse("DuplicateUids");
  if (uids.some((target) => target >= subnet.neurons.length)) return refuse("UidVecContainInvalidOne");
  if (isSelfVote(uid, ballot)) return undefined;
  if (uids.length < Math.min(minAllowedWeights, subnet.neurons.length)) return refuse("WeightVecLengthIsLow");
  const total = values.reduce((sum, value) => sum + value, 0);
  const isTooHigh = maxWeightsLimit < maxWeight && Math.max(...values) * maxWeight > maxWeightsLimit * total;
  return isTooHigh ? refuse("MaxWeightExceeded") : undefined;
}

function isSelfVote(uid: number, { uids }: WeightVote): boolean {
  return uids.length === 1 && uids[0] === uid;
}

/** Scales so that the largest is 65535, as the chain does before it stores weights. */
function upscale(uids: readonly number[], values: readonly number[]): Weight[] {
  const largest = Math.max(1, ...values);
  return uids.map((uid, index) => ({ uid, value: Math.round(((values[index] ?? 0) * maxWeight) / largest) }));
}
