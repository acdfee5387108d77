import { elapsedMs, type Clock } from "../../lib/clock.ts";
import { asNeuronError, type NeuronError } from "../../lib/errors.ts";
import type { Startable } from "../../lib/lifecycle.ts";
import type { Logger } from "../../lib/logger.ts";
import type { Chain } from "../chain-client.ts";
import { Observers, type Unsubscribe } from "../observers.ts";
import { pause } from "../pause.ts";
import { findChanges, type MetagraphChange } from "./changes.ts";
import { readSnapshot } from "./read-snapshot.ts";
import { findKeptSnapshot, keepSnapshot, type KeptSnapshot } from "./snapshot-file.ts";
import type { Neuron, Snapshot } from "./snapshot.ts";

export interface MetagraphDeps {
  readonly chain: Pick<Chain, "finalized" | "onHead">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MetagraphSettings {
  readonly netuid: number;
  /** Where the snapshot is kept for the next start. */
  readonly file: string;
  /** How old a snapshot may become before it is read anew. */
  readonly refreshMs: number;
  /** Least wait after a refresh that failed. */
  readonly retryMs: number;
}

/** A permit can change once in an epoch of an hour or so; five minutes is what others use (facts: bittensor 4.3). */
export const defaultMetagraphTimes = { refreshMs: 300_000, retryMs: 15_000 } as const;

/**
 * Knows who is on the subnet. What it knows stays when the chain cannot be asked, and is older then: a failed
 * refresh says nothing about anybody.
 */
export class Metagraph implements Startable {
  readonly name = "metagraph";
  readonly #deps: MetagraphDeps;
  readonly #settings: MetagraphSettings;
  readonly #changes = new Observers<readonly MetagraphChange[]>();
  #kept: KeptSnapshot | undefined;
  /** How old the snapshot was, and when that was: a clock that is set does not make it older. */
  #adopted = { ageMs: 0, atSteadyMs: 0 };
  #byHotkey: ReadonlyMap<string, Neuron> = new Map();
  #refreshing: Promise<void> | undefined;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #lastError: NeuronError | undefined;
  #lifetime: AbortController | undefined;
  #running: Promise<void> = Promise.resolve();
  #stopHeads: Unsubscribe = () => undefined;

  constructor(deps: MetagraphDeps, settings: MetagraphSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /**
   * Reads the snapshot of the last run and then the chain's. Without a connection it starts with what it has.
   * Throws SUBNET_NOT_FOUND when the chain has no such subnet and none was known before.
   */
  async start(signal: AbortSignal): Promise<void> {
    await this.stop();
    const lifetime = new AbortController();
    this.#lifetime = lifetime;
    await this.#restore();
    await this.#refreshQuietly();
    if (this.#kept === undefined && this.#lastError?.code === "SUBNET_NOT_FOUND") throw this.#lastError;
    this.#stopHeads = this.#deps.chain.onHead(() => {
      if (this.#isDue()) this.#refreshInBackground();
    });
    this.#running = this.#refreshOnTime(AbortSignal.any([signal, lifetime.signal]));
  }

  async stop(): Promise<void> {
    this.#stopHeads();
    this.#lifetime?.abort();
    this.#lifetime = undefined;
    await this.#running;
    await this.#refreshing;
  }

  /** Returns what is known of the subnet, or undefined while nothing is. */
  snapshot(): Snapshot | undefined {
    return this.#kept?.snapshot;
  }

  /** Returns the age of the snapshot in milliseconds, or undefined while there is none. */
  ageMs(): number | undefined {
    if (this.#kept === undefined) return undefined;
    return Math.round(this.#adopted.ageMs + (this.#deps.clock.steady() - this.#adopted.atSteadyMs));
  }

  /** Returns why the last refresh failed, or undefined when it did not. */
  lastError(): NeuronError | undefined {
    return this.#lastError;
  }

  /** Returns the neuron of a hotkey, or undefined when it is not on the subnet as far as is known. */
  find(hotkey: string): Neuron | undefined {
    return this.#byHotkey.get(hotkey);
  }

  /** Calls the listener with what happened on the subnet whenever a refresh shows that something did. */
  onChange(listener: (changes: readonly MetagraphChange[]) => void): Unsubscribe {
    return this.#changes.add(listener);
  }

  /** Reads the subnet anew; throws what reading throws. A refresh that is under way is waited for instead. */
  async refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    await this.#refreshing;
  }

  async #refresh(): Promise<void> {
    const { chain, clock } = this.#deps;
    try {
      const view = await chain.finalized();
      const snapshot = await readSnapshot(view, this.#settings.netuid);
      await this.#take({ takenAtMs: clock.now(), snapshot });
      this.#lastError = undefined;
    } catch (error) {
      this.#failedAtMs = clock.now();
      const failure = asNeuronError(error);
      if (failure.code === "SUBNET_NOT_FOUND") await this.#dissolve(failure);
      throw failure;
    }
  }

  async #take(kept: KeptSnapshot): Promise<void> {
    const before = this.#kept?.snapshot;
    const { snapshot } = kept;
    await this.#keep(kept);
    const isSameChain = before?.genesisHash === snapshot.genesisHash;
    if (before !== undefined && isSameChain) this.#tell(findChanges(before, snapshot));
    this.#deps.logger.debug("Metagraph refreshed", {
      netuid: snapshot.netuid,
      block: snapshot.block,
      neurons: snapshot.neurons.length,
      source: snapshot.source,
    });
  }

  async #dissolve(failure: NeuronError): Promise<void> {
    const before = this.#kept?.snapshot;
    if (before === undefined || before.neurons.length === 0) return;
    const block = Number(failure.context["block"] ?? before.block);
    await this.#keep({ takenAtMs: this.#deps.clock.now(), snapshot: { ...before, block, neurons: [] } });
    this.#tell([{ kind: "dissolved", netuid: before.netuid }]);
  }

  async #keep(kept: KeptSnapshot): Promise<void> {
    this.#adopt(kept);
    await keepSnapshot(this.#settings.file, kept);
  }

  #tell(changes: readonly MetagraphChange[]): void {
    if (changes.length === 0) return;
    this.#deps.logger.info("Subnet changed", { netuid: this.#settings.netuid, changes: changes.length });
    this.#changes.tell(changes);
  }

  async #restore(): Promise<void> {
    const kept = await findKeptSnapshot(this.#settings.file);
    if (kept?.snapshot.netuid !== this.#settings.netuid) return;
    this.#adopt(kept);
    this.#deps.logger.info("Metagraph of the last run loaded", {
      block: kept.snapshot.block,
      neurons: kept.snapshot.neurons.length,
      ageMs: this.ageMs(),
    });
  }

  #adopt(kept: KeptSnapshot): void {
    const { clock } = this.#deps;
    this.#kept = kept;
    this.#adopted = { ageMs: elapsedMs(clock, kept.takenAtMs), atSteadyMs: clock.steady() };
    this.#byHotkey = new Map(kept.snapshot.neurons.map((neuron) => [neuron.hotkey, neuron]));
  }

  #isDue(): boolean {
    const nowMs = this.#deps.clock.now();
    const { takenAtMs } = this.#kept ?? { takenAtMs: Number.NEGATIVE_INFINITY };
    // Taken in the future is what was taken before the clock was set back.
    const isOld = Math.abs(nowMs - takenAtMs) >= this.#settings.refreshMs;
    const mayTry = Math.abs(nowMs - this.#failedAtMs) >= this.#settings.retryMs;
    return isOld && mayTry && this.#refreshing === undefined;
  }

  /** Heads may stop coming, on a node that is frozen: then the clock sees to it. */
  async #refreshOnTime(signal: AbortSignal): Promise<void> {
    while (await pause(this.#deps.clock, this.#settings.retryMs, signal)) {
      if (this.#isDue()) await this.#refreshQuietly();
    }
  }

  #refreshInBackground(): void {
    this.#refreshQuietly().catch((error: unknown) => {
      this.#deps.logger.error("Metagraph refresh failed", { error: asNeuronError(error).message });
    });
  }

  async #refreshQuietly(): Promise<void> {
    try {
      await this.refresh();
    } catch (error) {
      const failure = asNeuronError(error);
      // Transitions are news, repetitions are not.
      const level = this.#lastError?.message === failure.message ? "debug" : "warn";
      this.#lastError = failure;
      this.#deps.logger[level]("Metagraph could not be refreshed, the last one stays", {
        code: failure.code,
        error: failure.message,
        ageMs: this.ageMs(),
      });
    }
  }
}
