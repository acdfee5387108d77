import { readSnapshot } from "../../../chain/metagraph/read-snapshot.ts";
import type { Snapshot } from "../../../chain/metagraph/snapshot.ts";
import type { WeightsDeps } from "../../../chain/weights/set-weights.ts";
import type { GradingSettings, ValidatorSettings } from "../../../config/settings.ts";
import type { Clock } from "../../../lib/clock.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Database } from "../../../store/database.ts";
import type { Signer } from "../../../wallet/signer.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import { askMiners } from "./ask-miners.ts";
import { chooseMiners, type AddressBook, type ServingNeuron } from "./choose-miners.ts";
import { gradeReplies, type MinerGrade } from "./grade-replies.ts";
import { updateScores, type MovingAverages } from "./moving-averages.ts";
import { publishWeights, revealPending, type RevealEvent, type WeightsOutcome } from "./publish-weights.ts";
import { readOwnBatch, type OwnBatch } from "./read-batch.ts";
import { meanRewards } from "./rewards.ts";
import { keepState, readState, type ValidatorState } from "./state-file.ts";

export interface ValidatorDeps extends WeightsDeps {
  /** Of each network: what the validator itself knows. */
  readonly databases: ReadonlyMap<string, Database>;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Returns numbers in [0,1). */
  readonly random: () => number;
}

export interface ValidatorOptions {
  readonly netuid: number;
  readonly windowDays: number;
  readonly grading: GradingSettings;
  readonly validator: ValidatorSettings;
  readonly stateFile: string;
  /** Empty where the chain's addresses are followed. */
  readonly addressBook: AddressBook;
  /** Lets addresses that are not public be asked, for a local network. */
  readonly allowPrivate: boolean;
}

/** What a round found for one batch. */
export interface GradedRound {
  readonly key: BatchKey;
  readonly alerts: number;
  readonly ageDays: number;
  readonly grades: readonly MinerGrade[];
}

/** What a round found and did. */
export interface RoundReport {
  /** The finalized block at which the subnet was looked at. */
  readonly block: number;
  readonly batches: readonly GradedRound[];
  readonly before: MovingAverages;
  readonly averages: MovingAverages;
  /** What became of weights that an earlier round committed to. */
  readonly reveal: RevealEvent | undefined;
  readonly weights: WeightsOutcome;
}

const raoPerTao = 1e9;

/**
 * The reference validator: asks the miners of a subnet for their scores, grades them against its own batches and sets
 * weights. Whatever a miner does costs its own grade alone.
 */
export class Validator {
  readonly #deps: ValidatorDeps;
  readonly #options: ValidatorOptions;
  /** By network: what each hotkey gave last, for the consistency of its next answer. Forgotten at the end. */
  readonly #latest = new Map<string, ReadonlyMap<string, DatedScores>>();

  constructor(deps: ValidatorDeps, options: ValidatorOptions) {
    this.#deps = deps;
    this.#options = options;
  }

  /**
   * Runs one round on a processing date, the newest of the validator's own store without one, and returns what came
   * of it. Throws BATCH_NOT_FOUND, CONFIG_INVALID for a state file that cannot be read, CHAIN_UNAVAILABLE,
   * NOT_REGISTERED, and CANCELLED when the signal fires.
   */
  async runRound(processingDate: string | undefined, signal: AbortSignal): Promise<RoundReport> {
    const { chain, signer } = this.#deps;
    const { netuid, stateFile, grading } = this.#options;
    const state = await readState(stateFile);
    const view = await chain.finalized();
    const snapshot = await readSnapshot(view, netuid);
    const revealed = await this.#reveal(state, snapshot.block);
    const batches = await this.#gradeAll(this.#choose(snapshot), processingDate, signal);
    const averages = updateScores(state.averages, {
      rewards: meanRewards(batches.map(({ grades }) => grades)),
      hotkeys: snapshot.neurons.map(({ hotkey }) => hotkey),
      alpha: grading.movingAverageAlpha,
    });
    const next: ValidatorState = { rounds: state.rounds + 1, averages, pending: revealed.pending };
    // First, so that a chain that is away costs no miner the round.
    await keepState(stateFile, next);
    const { versionKey, epochLength, disableSetWeights: isDisabled } = this.#options.validator;
    const { neurons } = snapshot;
    const plan = { netuid, signer, averages, neurons, epochLength, isDisabled, pending: next.pending };
    const weights = await publishWeights(
      this.#deps,
      { ...plan, versionKey: BigInt(versionKey) },
      await chain.finalized(),
    );
    if (weights.kind === "committed") await keepState(stateFile, { ...next, pending: weights.pending });
    const { block } = snapshot;
    return { block, batches, before: state.averages, averages, reveal: revealed.event, weights };
  }

  async #reveal({ pending }: ValidatorState, block: number) {
    if (pending === undefined) return { pending, event: undefined };
    return revealPending(this.#deps, { pending, signer: this.#deps.signer }, block);
  }

  #choose({ neurons }: Snapshot): ServingNeuron[] {
    const { vpermitTaoLimit, sampleSize } = this.#options.validator;
    const permitLimitRao = BigInt(Math.round(vpermitTaoLimit * raoPerTao));
    const ownHotkey = this.#deps.signer.address;
    return chooseMiners(neurons, { ownHotkey, permitLimitRao, sampleSize }, this.#deps.random);
  }

  async #gradeAll(
    miners: readonly ServingNeuron[],
    processingDate: string | undefined,
    signal: AbortSignal,
  ): Promise<GradedRound[]> {
    const { windowDays, grading } = this.#options;
    const rounds: GradedRound[] = [];
    for (const [network, database] of this.#deps.databases) {
      const own = await readOwnBatch(database, { network, windowDays, processingDate }, grading);
      rounds.push(await this.#grade(miners, own, signal));
    }
    return rounds;
  }

  async #grade(miners: readonly ServingNeuron[], own: OwnBatch, signal: AbortSignal): Promise<GradedRound> {
    const { key, batch, ageDays } = own;
    const alerts = batch.alertIds.length;
    const { logger } = this.#deps;
    logger.info("Asking miners", { batch: describeBatch(key), miners: miners.length, alerts, ageDays });
    const replies = await askMiners(this.#deps, { miners, key, alerts, signal }, this.#options);
    const latest = this.#latest.get(key.network) ?? new Map<string, DatedScores>();
    const previous = new Map([...latest].filter(([, { date }]) => date < key.processingDate));
    const grades = gradeReplies({ replies, batch, ageDays, previous }, this.#options.grading);
    this.#latest.set(key.network, new Map([...latest, ...datedScores(grades, key)]));
    for (const grade of grades) this.#report(grade, key);
    return { key, alerts, ageDays, grades };
  }

  /** What a miner sends is not repeated above `debug`. */
  #report(grade: MinerGrade, key: BatchKey): void {
    const { uid, hotkey, reward } = grade;
    const facts = { batch: describeBatch(key), uid, hotkey };
    if (grade.outcome === "failed") {
      const { failure, reason } = grade;
      this.#deps.logger.warn("Miner could not be graded", { ...facts, failure });
      this.#deps.logger.debug("Why a miner could not be graded", { ...facts, reason });
    } else {
      const { verdict } = grade.grade.final;
      this.#deps.logger.info("Miner graded", { ...facts, reward, verdict });
    }
  }
}

interface DatedScores extends ScoredAlerts {
  readonly date: string;
}

function datedScores(grades: readonly MinerGrade[], { processingDate }: BatchKey): [string, DatedScores][] {
  return grades.flatMap((grade) =>
    grade.outcome === "graded" && grade.grade.tier1.passed
      ? [[grade.hotkey, { date: processingDate, ...scoresOf(grade.submission) }]]
      : [],
  );
}

function scoresOf({ alertIds, scores }: ScoredAlerts): ScoredAlerts {
  return { alertIds, scores };
}
