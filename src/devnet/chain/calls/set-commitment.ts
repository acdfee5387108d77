import { z } from "zod";
import { withEntry, withSubnet } from "../state/chain-state.ts";
import { findUid } from "../state/subnet.ts";
import { unsigned } from "./arguments.ts";
import { defineCall, done, refuseFrom } from "./call.ts";

const pallet = "Commitments";
/** As set on specs 219 and 233. */
const rateLimitBlocks = 100;

/** Stores up to as many fields as the runtime allows for the signing hotkey, in place of what it had committed. */
export const setCommitment = defineCall({
  pallet,
  name: "set_commitment",
  paysFee: false,
  arguments: z.object({ netuid: unsigned, info: z.object({ fields: z.array(z.unknown()) }) }),
  run: ({ state, signer, block, rules }, { netuid, info }) => {
    const subnet = state.subnets.get(netuid);
    if (subnet === undefined || findUid(subnet, signer) === undefined) {
      return refuseFrom(pallet, "AccountNotAllowedCommit");
    }
    if (info.fields.length > rules.maxCommitmentFields)
      return refuseFrom(pallet, "TooManyFieldsInCommitmentInfo");
    const previous = subnet.commitments.get(signer);
    if (previous !== undefined && block < previous.block + rateLimitBlocks) {
      return refuseFrom(pallet, "CommitmentSetRateLimitExceeded");
    }
    const commitments = withEntry(subnet.commitments, signer, { block, info });
    const event = { pallet, name: "Commitment", data: [netuid, signer] };
    return done(withSubnet(state, { ...subnet, commitments }), event);
  },
});
