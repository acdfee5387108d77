import { setMaxListeners } from "node:events";
import pLimit from "p-limit";
import type { ValidatorSettings } from "../../../config/settings.ts";
import { createDendrite, type Dendrite } from "../../../dendrite/dendrite.ts";
import type { Clock } from "../../../lib/clock.ts";
import { joinSignals } from "../../../lib/joined-signal.ts";
import type { Logger } from "../../../lib/logger.ts";
import { btauthScheme } from "../../../protocol/btauth/scheme.ts";
import { epistulaScheme } from "../../../protocol/epistula/scheme.ts";
import { synapseScheme } from "../../../protocol/synapse/scheme.ts";
import type { Signer } from "../../../wallet/signer.ts";
import type { BatchKey } from "../batch.ts";
import { askScores, type ScoresReply } from "./ask-scores.ts";
import { findTarget, type AddressBook, type ServingNeuron } from "./choose-miners.ts";
import type { Replies } from "./grade-replies.ts";

export interface AskDeps {
  readonly signer: Signer;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MinersQuestion {
  readonly miners: readonly ServingNeuron[];
  readonly key: BatchKey;
  /** How many alerts the batch has: an answer needs no more room than that. */
  readonly alerts: number;
  readonly signal: AbortSignal;
}

export interface AskSettings {
  readonly validator: Pick<ValidatorSettings, "scheme" | "concurrentForwards" | "timeoutSeconds">;
  readonly addressBook: AddressBook;
  readonly allowPrivate: boolean;
}

/** An alert takes about a hundred bytes; the rest is for long ids and other serializers. */
const bytesPerAlert = 512;
const bytesBeside = 1_048_576;
const spareListeners = 8;
const millisecondsPerSecond = 1_000;
const schemes = { synapse: synapseScheme, btauth: btauthScheme, epistula: epistulaScheme } as const;

/** Asks each miner for its scores, so many at a time, and returns every reply in the order of the miners. */
export async function askMiners(
  deps: AskDeps,
  { miners, key, alerts, signal }: MinersQuestion,
  settings: AskSettings,
): Promise<Replies["replies"]> {
  const { scheme, concurrentForwards, timeoutSeconds } = settings.validator;
  const dendrite = createDendrite({
    ...deps,
    scheme: schemes[scheme],
    settings: { maxAnswerBytes: bytesBeside + alerts * bytesPerAlert },
  });
  const limit = pLimit(concurrentForwards);
  const timeoutMs = timeoutSeconds * millisecondsPerSecond;
  // Every call under way listens to it; Node takes more than ten listeners for a leak.
  const { signal: stopping, release } = joinSignals(signal);
  setMaxListeners(concurrentForwards + spareListeners, stopping);
  try {
    return await limit.map(miners, async (miner) => {
      const question = { batch: key, scheme, timeoutMs, signal: stopping };
      return { uid: miner.uid, hotkey: miner.hotkey, reply: await ask(dendrite, miner, question, settings) };
    });
  } finally {
    release();
    await dendrite.close();
  }
}

type Question = Omit<Parameters<typeof askScores>[1], "target">;

function ask(
  dendrite: Dendrite,
  miner: ServingNeuron,
  question: Question,
  settings: AskSettings,
): Promise<ScoresReply> {
  const target = findTarget(miner, settings);
  if (target !== undefined) return askScores(dendrite, { ...question, target });
  const { ip } = miner.axon;
  return Promise.resolve({
    kind: "failed",
    failure: "not_asked",
    reason: `it has announced ${ip}, which is no public address`,
  });
}
