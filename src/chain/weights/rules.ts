import { z } from "zod";
import { NeuronError } from "../../lib/errors.ts";
import type { BlockView } from "../block-view.ts";
import { getUid, type Membership } from "../registration/registered.ts";
import { countSchema, integerSchema } from "../values.ts";

/** What a subnet asks of whoever sets weights on it (facts: bittensor 3.7). */
export interface WeightsRules {
  readonly block: number;
  readonly uid: number;
  /** The first block in which the hotkey may set weights again. */
  readonly earliestBlock: number;
  /** A lower version key is refused. */
  readonly leastVersionKey: bigint;
  readonly commitReveal: "off" | "hash" | "time-locked";
  readonly tempo: number;
  readonly revealPeriodEpochs: number;
}

/** Returns the rules for a hotkey. Throws NOT_REGISTERED when it is not on the subnet. */
export async function readWeightsRules(view: BlockView, membership: Membership): Promise<WeightsRules> {
  const { netuid } = membership;
  const uid = await getUid(view, membership);
  const read = <T>(item: string, schema: z.ZodType<T>) =>
    view.get(["subtensorModule", item], [netuid], schema);
  const [lastUpdates, rateLimit, leastVersionKey, isCommitReveal, tempo, revealPeriodEpochs] =
    await Promise.all([
      read("lastUpdate", z.array(countSchema)),
      read("weightsSetRateLimit", countSchema),
      read("weightsVersionKey", integerSchema),
      view.has(["subtensorModule", "commitRevealWeightsEnabled"])
        ? read("commitRevealWeightsEnabled", z.boolean())
        : false,
      read("tempo", countSchema),
      view.has(["subtensorModule", "revealPeriodEpochs"]) ? read("revealPeriodEpochs", countSchema) : 1,
    ]);
  return {
    block: view.block.number,
    uid,
    earliestBlock: (lastUpdates[uid] ?? 0) === 0 ? 0 : (lastUpdates[uid] ?? 0) + rateLimit,
    leastVersionKey,
    commitReveal: isCommitReveal ? kindOf(view) : "off",
    tempo,
    revealPeriodEpochs,
  };
}

/** Throws unless plain weights with this version key are accepted in the next block. */
export function assertPlainAllowed(rules: WeightsRules, versionKey: bigint): void {
  if (rules.commitReveal === "time-locked") throw timeLocked();
  if (rules.commitReveal === "hash") {
    throw refused("CommitRevealEnabled", "this subnet wants weights committed and revealed later");
  }
  assertInTime(rules);
  assertVersion(rules, versionKey);
}

/** Throws unless a commitment to weights by their hash is accepted in the next block. */
export function assertCommitAllowed(rules: WeightsRules, versionKey: bigint): void {
  if (rules.commitReveal === "time-locked") throw timeLocked();
  if (rules.commitReveal === "off") throw refused("CommitRevealDisabled", "this subnet takes plain weights");
  assertInTime(rules);
  assertVersion(rules, versionKey);
}

/** Runtimes that know the time lock have a number for its version, and validators there use nothing else. */
function kindOf(view: BlockView): "hash" | "time-locked" {
  return view.has(["subtensorModule", "commitRevealWeightsVersion"]) ? "time-locked" : "hash";
}

function timeLocked(): NeuronError {
  return new NeuronError(
    "CHAIN_UNSUPPORTED",
    "This subnet wants weights under a drand time lock, which this version cannot make: weights are not set (TimelockedCommitReveal)",
    { context: { reason: "TimelockedCommitReveal" } },
  );
}

function assertInTime({ block, earliestBlock }: WeightsRules): void {
  if (block + 1 >= earliestBlock) return;
  throw refused(
    "SettingWeightsTooFast",
    `weights can be set again from block ${earliestBlock} on; the chain is at block ${block}`,
  );
}

function assertVersion({ leastVersionKey }: WeightsRules, versionKey: bigint): void {
  if (versionKey >= leastVersionKey) return;
  throw refused(
    "IncorrectWeightVersionKey",
    `this subnet wants validators of version ${leastVersionKey.toString()} and up, this one is ${versionKey.toString()}`,
  );
}

function refused(reason: string, meaning: string): NeuronError {
  return new NeuronError("CHAIN_REFUSED", `The chain would refuse the weights: ${meaning} (${reason})`, {
    context: { reason },
  });
}
