import { z } from "zod";
import type { BlockView } from "../../../chain/block-view.ts";
import { normaliseWeights, type ChainWeights } from "../../../chain/weights/normalise.ts";
import { readWeightsRules, type WeightsRules } from "../../../chain/weights/rules.ts";
import {
  commitWeights,
  revealWeights,
  setWeights,
  type PendingReveal,
  type WeightsDeps,
} from "../../../chain/weights/set-weights.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { Signer } from "../../../wallet/signer.ts";
import type { MovingAverages } from "./moving-averages.ts";
import { weightsOf, type WeightLimits, type WeightedNeuron } from "./weights.ts";

export interface WeightsPlan {
  readonly netuid: number;
  readonly signer: Signer;
  readonly averages: MovingAverages;
  /** Everyone on the subnet, the validator among them. */
  readonly neurons: readonly (WeightedNeuron & { readonly lastUpdate: number })[];
  readonly versionKey: bigint;
  /** Blocks that must pass between two times. */
  readonly epochLength: number;
  readonly isDisabled: boolean;
  readonly pending: PendingReveal | undefined;
}

/** What became of the weights. */
export type WeightsOutcome = { readonly weights: ChainWeights } & (
  | { readonly kind: "set"; /** As they stand on chain then. */ readonly onChain: ChainWeights }
  /** Committed to by their hash, to be revealed between two blocks. */
  | { readonly kind: "committed"; readonly pending: PendingReveal }
  | { readonly kind: "kept"; readonly why: "disabled" | "nobody_earned" | "too_early" | "reveal_first" }
  /** By the chain, or by us before it would; the next round tries again. */
  | { readonly kind: "refused"; readonly reason: string }
);

/**
 * Brings the averages on chain as weights, the way the subnet wants them: in the open or committed by their hash.
 * What the chain refuses is an outcome. Throws CHAIN_UNAVAILABLE and OUTCOME_UNKNOWN where nobody can tell.
 */
export async function publishWeights(
  deps: WeightsDeps,
  plan: WeightsPlan,
  view: BlockView,
): Promise<WeightsOutcome> {
  const { netuid, signer, versionKey } = plan;
  const membership = { netuid, hotkey: signer.address };
  const rules = await readWeightsRules(view, membership);
  const weights = normaliseWeights(weightsOf(plan.averages, plan.neurons, await readLimits(view, netuid)));
  const lastUpdate = plan.neurons.find(({ hotkey }) => hotkey === signer.address)?.lastUpdate ?? 0;
  const why = findReasonToKeep({ ...plan, weights, block: rules.block, lastUpdate });
  if (why !== undefined) return { kind: "kept", why, weights };
  const request = { netuid, signer, weights, versionKey };
  return orRefused(weights, async () => {
    if (rules.commitReveal === "hash") {
      return { kind: "committed", weights, pending: await commitWeights(deps, request) };
    }
    await setWeights(deps, request);
    return { kind: "set", weights, onChain: await readStored(deps, rules, netuid) };
  });
}

/** What is done about weights that were committed to, at a block. */
export function judgePending(
  { firstBlock, lastBlock }: Pick<PendingReveal, "firstBlock" | "lastBlock">,
  block: number,
): "wait" | "reveal" | "expired" {
  // They go into the block after this one.
  if (block + 1 < firstBlock) return "wait";
  return block + 1 <= lastBlock ? "reveal" : "expired";
}

/**
 * Reveals weights that were committed to, when it is time. Returns what is still to be revealed: nothing any more when
 * it is done, too late, or refused.
 */
export async function revealPending(
  deps: WeightsDeps,
  { pending, signer }: { readonly pending: PendingReveal; readonly signer: Signer },
  block: number,
): Promise<{ readonly pending: PendingReveal | undefined; readonly event: RevealEvent }> {
  const verdict = judgePending(pending, block);
  if (verdict === "wait") return { pending, event: { kind: "waiting" } };
  if (verdict === "expired") return { pending: undefined, event: { kind: "expired" } };
  try {
    await revealWeights(deps, pending, signer);
    return { pending: undefined, event: { kind: "revealed" } };
  } catch (error) {
    return { pending: undefined, event: { kind: "refused", reason: refusalReason(error) } };
  }
}

export type RevealEvent =
  | { readonly kind: "waiting" | "expired" | "revealed" }
  | { readonly kind: "refused"; readonly reason: string };

interface Moment extends Pick<WeightsPlan, "isDisabled" | "epochLength" | "pending"> {
  readonly weights: ChainWeights;
  readonly block: number;
  readonly lastUpdate: number;
}

type ReasonToKeep = Extract<WeightsOutcome, { kind: "kept" }>["why"];

/** Returns why the weights on chain stay as they are; undefined when it is time for new ones (facts: bittensor 5). */
export function findReasonToKeep(moment: Moment): ReasonToKeep | undefined {
  const { isDisabled, weights, block, lastUpdate, epochLength, pending } = moment;
  if (isDisabled) return "disabled";
  if (weights.uids.length === 0) return "nobody_earned";
  if (pending !== undefined) return "reveal_first";
  return block - lastUpdate > epochLength || epochLength === 0 ? undefined : "too_early";
}

async function orRefused(
  weights: ChainWeights,
  publish: () => Promise<WeightsOutcome>,
): Promise<WeightsOutcome> {
  try {
    return await publish();
  } catch (error) {
    return { kind: "refused", weights, reason: refusalReason(error) };
  }
}

/** Returns what a refusal says. Throws every other error on. */
function refusalReason(error: unknown): string {
  if (
    error instanceof NeuronError &&
    (error.code === "CHAIN_REFUSED" || error.code === "CHAIN_UNSUPPORTED")
  ) {
    return error.message;
  }
  throw error;
}

const u16 = z.int().min(0).max(65_535);
const wholeShare = 65_535;

async function readLimits(view: BlockView, netuid: number): Promise<WeightLimits> {
  const find = async (name: string) =>
    view.has(["subtensorModule", name])
      ? view.get(["subtensorModule", name], [netuid], u16)
      : Promise.resolve(undefined);
  const [minAllowedWeights, mostShare] = await Promise.all([
    find("minAllowedWeights"),
    find("maxWeightsLimit"),
  ]);
  return {
    ...(minAllowedWeights !== undefined && { minAllowedWeights }),
    // 0 would allow no weight at all: runtimes that have done away with the limit leave it so.
    ...(mostShare !== undefined && mostShare > 0 && { maxWeightShare: mostShare / wholeShare }),
  };
}

async function readStored(
  { chain }: WeightsDeps,
  { uid }: WeightsRules,
  netuid: number,
): Promise<ChainWeights> {
  const pairs = z.array(z.tuple([u16, u16]));
  const stored = await (await chain.finalized()).get(["subtensorModule", "weights"], [netuid, uid], pairs);
  return { uids: stored.map(([target]) => target), values: stored.map(([, value]) => value) };
}
