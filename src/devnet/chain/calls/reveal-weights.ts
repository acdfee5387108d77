import { bnToU8a, compactToU8a, u8aConcat } from "@polkadot/util";
import { z } from "zod";
import { withEntry, withoutEntry, withSubnet } from "../state/chain-state.ts";
import { revealPhase } from "../state/reveal.ts";
import type { Subnet, WeightCommit } from "../state/subnet.ts";
import { bigUnsigned, unsigned } from "./arguments.ts";
import { defineCall, done, refuse, subtensorEvent, type CallContext, type CallOutcome } from "./call.ts";
import { vote } from "./weights.ts";

const revealArguments = z.object({
  netuid: unsigned,
  uids: z.array(unsigned),
  values: z.array(unsigned),
  salt: z.array(unsigned),
  version_key: bigUnsigned,
});

type Reveal = z.infer<typeof revealArguments>;

const u16Bits = 16;
const u64Bits = 64;

/** Sets the weights that were promised, in the one epoch in which that is possible. */
export const revealWeights = defineCall({
  pallet: "SubtensorModule",
  name: "reveal_weights",
  paysFee: false,
  arguments: revealArguments,
  run: reveal,
});

/** Returns the hash that promises these weights (facts: bittensor 3.8). */
export function commitHash(context: Pick<CallContext, "hash">, publicKey: Uint8Array, args: Reveal): string {
  return context.hash(
    u8aConcat(
      publicKey,
      littleEndian(args.netuid, u16Bits),
      u16List(args.uids),
      u16List(args.values),
      u16List(args.salt),
      littleEndian(args.version_key, u64Bits),
    ),
  );
}

function reveal(context: CallContext, args: Reveal): CallOutcome {
  const subnet = context.state.subnets.get(args.netuid);
  if (subnet?.hyperparameters.commitRevealWeightsEnabled !== true) return refuse("CommitRevealDisabled");
  const commits = subnet.weightCommits.get(context.signer) ?? [];
  const hash = commitHash(context, context.signerKey, args);
  const isOpen = ({ block }: WeightCommit) => revealPhase(subnet, block, context.block) !== "expired";
  const open = commits.filter(isOpen);
  const position = open.findIndex((commit) => commit.hash === hash);
  const found = open[position];
  if (found === undefined) {
    if (commits.some((commit) => commit.hash === hash)) return refuse("ExpiredWeightCommit");
    return refuse(open.length === 0 ? "NoWeightsCommitFound" : "InvalidRevealCommitHashNotMatch");
  }
  if (revealPhase(subnet, found.block, context.block) === "too early") return refuse("RevealTooEarly");
  const settled = settle(context, subnet, open.slice(position + 1));
  const { netuid, uids, values, version_key: versionKey } = args;
  const voted = vote(settled, { netuid, uids, values, versionKey });
  if (!voted.ok) return voted;
  return done(voted.state, ...voted.events, subtensorEvent("WeightsRevealed", context.signer, netuid, hash));
}

/** Returns the context with only these commits left; those before the revealed one are void. */
function settle(context: CallContext, subnet: Subnet, left: readonly WeightCommit[]): CallContext {
  const { signer, state } = context;
  const weightCommits =
    left.length === 0
      ? withoutEntry(subnet.weightCommits, signer)
      : withEntry(subnet.weightCommits, signer, left);
  return { ...context, state: withSubnet(state, { ...subnet, weightCommits }) };
}

function u16List(values: readonly number[]): Uint8Array {
  return u8aConcat(compactToU8a(values.length), ...values.map((value) => littleEndian(value, u16Bits)));
}

function littleEndian(value: number | bigint, bitLength: number): Uint8Array {
  return bnToU8a(value, { bitLength, isLe: true });
}
