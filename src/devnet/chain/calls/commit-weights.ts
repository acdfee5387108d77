import { z } from "zod";
import { withEntry, withSubnet } from "../state/chain-state.ts";
import { revealPhase } from "../state/reveal.ts";
import { updateNeuron } from "../state/subnet.ts";
import { hexBytes, unsigned } from "./arguments.ts";
import { defineCall, done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";
import { findVoter, isVotingTooSoon } from "./weights.ts";

const maxUnrevealed = 10;

/** Promises weights by their hash; counts for the rate limit as setting them would. */
export const commitWeights = defineCall({
  pallet: "SubtensorModule",
  name: "commit_weights",
  paysFee: false,
  arguments: z.object({ netuid: unsigned, commit_hash: hexBytes }),
  run: (context, { netuid, commit_hash }) => commit(context, netuid, commit_hash),
});

function commit(context: CallContext, netuid: number, hash: string): CallOutcome {
  const { state, signer, block } = context;
  const subnet = state.subnets.get(netuid);
  if (subnet?.hyperparameters.commitRevealWeightsEnabled !== true) return refuse("CommitRevealDisabled");
  const voter = findVoter(context, subnet);
  if (voter === undefined) return refuse("HotKeyNotRegisteredInSubNet");
  if (voter.neuron.stakeRao < subnet.hyperparameters.minStakeForWeightsRao) {
    return refuse("NotEnoughStakeToSetWeights");
  }
  if (isVotingTooSoon(subnet, voter.neuron, block)) return refuse("CommittingWeightsTooFast");
  const open = (subnet.weightCommits.get(signer) ?? []).filter(
    (earlier) => revealPhase(subnet, earlier.block, block) !== "expired",
  );
  if (open.length >= maxUnrevealed) return refuse("TooManyUnrevealedCommits");
  const weightCommits = withEntry(subnet.weightCommits, signer, [...open, { hash, block }]);
  const committed = updateNeuron({ ...subnet, weightCommits }, voter.uid, { lastUpdateBlock: block });
  return done(withSubnet(state, committed), subtensorEvent("WeightsCommitted", signer, netuid, hash));
}
