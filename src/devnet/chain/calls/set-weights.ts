import { z } from "zod";
import { bigUnsigned, unsigned } from "./arguments.ts";
import { defineCall, refuse } from "./call.ts";
import { vote } from "./weights.ts";

/** Sets weights in the open, which a subnet with commit-reveal does not allow. */
export const setWeights = defineCall({
  pallet: "SubtensorModule",
  name: "set_weights",
  paysFee: false,
  arguments: z.object({
    netuid: unsigned,
    dests: z.array(unsigned),
    weights: z.array(unsigned),
    version_key: bigUnsigned,
  }),
  run: (context, { netuid, dests, weights, version_key }) => {
    const subnet = context.state.subnets.get(netuid);
    if (subnet?.hyperparameters.commitRevealWeightsEnabled === true) return refuse("CommitRevealEnabled");
    return vote(context, { netuid, uids: dests, values: weights, versionKey: version_key });
  },
});
