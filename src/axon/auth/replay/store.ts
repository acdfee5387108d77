import type { Clock } from "../../../lib/clock.ts";
import { asNeuronError, isDiskFull, messageOf, NeuronError } from "../../../lib/errors.ts";
import type { Startable } from "../../../lib/lifecycle.ts";
import type { Logger } from "../../../lib/logger.ts";
import { Refusal } from "../../../protocol/refusal.ts";
import type { ReplayMemory } from "../authenticator.ts";
import type { FreshnessCaps } from "../freshness.ts";
import type { ReplayEntry } from "./entry.ts";
import { Generation } from "./generation.ts";
import { JournalFile, writeJournal } from "./journal-file.ts";
import {
  findNotedBoot,
  journalPath,
  noteBoot,
  readJournals,
  removeJournalsBefore,
  type FoundJournals,
} from "./journals.ts";

export interface ReplayStoreDeps {
  readonly clock: Pick<Clock, "now">;
  readonly logger: Logger;
}

export interface ReplayStoreSettings {
  /** Where the journals are; nobody else writes there. */
  readonly directory: string;
  /** The widest window in which a request is fresh. */
  readonly caps: FreshnessCaps;
  /** How many requests are remembered at a time. */
  readonly maxEntries: number;
  /** When the machine started, milliseconds since the Unix epoch: what was written before may not all be on disk. */
  readonly machineStartedAtMs: number;
  /** Names this run of the machine; where there is one, no clock that was set in between misleads. */
  readonly bootId?: string | undefined;
}

/** About 70 MB; some 7,000 accepted requests a second for as long as they are remembered. */
export const defaultMaxReplayEntries = 1_000_000;

/** Beyond the window, so that no rounding makes an entry leave before its request is stale. */
const marginMs = 1_000;

/**
 * Remembers every accepted request until it is stale, also across a restart or a kill, so that none is accepted twice.
 * Unlike the reference, which keeps one nonce per caller and refuses smaller ones, it knows each request: those of one
 * caller may come in any order, as they do when it sends several at once (facts: bittensor 1.7).
 *
 * Entries are in two generations, each with a journal of its own. When the younger one is as old as the window, the
 * older one is dropped with its journal. Whatever was dropped or lost is covered by the floor: a request sent at or
 * before it cannot be told from a replay and is refused. In good order the floor is behind everything fresh; a clock
 * that was set back, a damaged journal or a machine that died bring it in front. What a full disk does not take is
 * remembered in memory, and its journal's floor is raised to it, in place: a restart refuses it with all before it.
 * When memory is full, or not even that can be written, requests are refused rather than forgotten.
 */
export class ReplayStore implements Startable, ReplayMemory {
  readonly name = "replay-store";
  readonly #deps: ReplayStoreDeps;
  readonly #settings: ReplayStoreSettings;
  #older = new Generation([]);
  #younger = new Generation([]);
  #youngerSinceMs = 0;
  #floorMs = Number.NEGATIVE_INFINITY;
  #journal: JournalFile | undefined;
  #number = 0;
  #failure: string | undefined;
  #isIncomplete = false;

  constructor(deps: ReplayStoreDeps, settings: ReplayStoreSettings) {
    this.#deps = deps;
    this.#settings = settings;
  }

  /** Reads what earlier runs accepted. Throws CONFIG_INVALID when the directory cannot be used, DISK_FULL. */
  async start(): Promise<void> {
    await this.stop();
    const { directory, maxEntries } = this.#settings;
    try {
      this.#adopt(readJournals(directory, maxEntries));
    } catch (error) {
      if (isDiskFull(error)) throw asNeuronError(error);
      throw new NeuronError(
        "CONFIG_INVALID",
        `The journal of requests cannot be used in ${directory}: ${messageOf(error)}; make data_dir writable`,
        { context: { directory }, cause: error },
      );
    }
  }

  /** Refuses everything from then on. */
  stop(): Promise<void> {
    this.#journal?.close();
    this.#journal = undefined;
    return Promise.resolve();
  }

  /** Returns how many requests are remembered. */
  get size(): number {
    return this.#older.size + this.#younger.size;
  }

  refuseKnown({ key, sentAtMs }: ReplayEntry): void {
    if (this.#younger.has(key) || this.#older.has(key)) {
      throw new Refusal("replayed", "The request was accepted before: sign each one anew");
    }
    if (sentAtMs > this.#floorMs) return;
    throw new Refusal("replay_unknown", "The request may have been accepted before: sign it anew");
  }

  remember(entry: ReplayEntry): void {
    this.refuseKnown(entry);
    try {
      this.#requireRoom();
      this.#record(entry);
    } catch (error) {
      this.#reportFailure(messageOf(error));
      throw new Refusal("replay_unknown", "Requests cannot be told from replays for now: ask again later");
    }
    this.#younger.add(entry);
    this.#reportSuccess();
  }

  #record(entry: ReplayEntry): void {
    try {
      this.#rotateWhenDue();
      this.#getJournal().append(entry);
      this.#reportComplete();
    } catch (error) {
      this.#getJournal().raiseFloor(entry.sentAtMs);
      this.#reportIncomplete(messageOf(error));
    }
  }

  #adopt(found: FoundJournals): void {
    const { directory, bootId } = this.#settings;
    const needed = found.entries.filter(({ sentAtMs }) => !this.#isForgettable(sentAtMs));
    // A start that was interrupted leaves the same entries in two journals.
    const kept = [...new Map(needed.map((entry) => [entry.key, entry])).values()];
    this.#floorMs = this.#floorAfter(found);
    this.#older = new Generation(kept);
    this.#younger = new Generation([]);
    writeJournal(journalPath(directory, found.nextNumber), this.#floorMs, kept);
    this.#startJournal(found.nextNumber + 1);
    removeJournalsBefore(directory, found.nextNumber);
    if (bootId !== undefined && findNotedBoot(directory) !== bootId) noteBoot(directory, bootId);
  }

  /** Returns the floor for what was read, and says so when a part of it is missing. */
  #floorAfter({ floorMs, entries, damagedFiles, writtenAtMs }: FoundJournals): number {
    const { caps } = this.#settings;
    const forgotten = entries
      .map(({ sentAtMs }) => sentAtMs)
      .filter((sentAtMs) => this.#isForgettable(sentAtMs));
    const whole = forgotten.reduce((latest, sentAtMs) => Math.max(latest, sentAtMs), floorMs);
    const isFromDeadMachine = this.#isFromDeadMachine(writtenAtMs);
    if (damagedFiles.length === 0 && !isFromDeadMachine) return whole;
    const fields = { entries: entries.length, files: damagedFiles };
    this.#deps.logger.warn("Journal of requests is not whole: what was signed before now is refused", fields);
    return Math.max(whole, this.#deps.clock.now() + caps.maxAheadMs);
  }

  #isFromDeadMachine(writtenAtMs: number | undefined): boolean {
    if (writtenAtMs === undefined) return false;
    const { directory, bootId, machineStartedAtMs } = this.#settings;
    const notedBoot = findNotedBoot(directory);
    if (bootId !== undefined && notedBoot !== undefined) return bootId !== notedBoot;
    return writtenAtMs < machineStartedAtMs;
  }

  #isForgettable(sentAtMs: number): boolean {
    return sentAtMs <= this.#deps.clock.now() - this.#retentionMs;
  }

  /** An accepted request was at most so far ahead, and is at most so long fresh. */
  get #retentionMs(): number {
    const { maxAgeMs, maxAheadMs } = this.#settings.caps;
    return maxAgeMs + maxAheadMs + marginMs;
  }

  #rotateWhenDue(): void {
    const nowMs = this.#deps.clock.now();
    // After the clock was set back, the younger generation simply lives longer.
    this.#youngerSinceMs = Math.min(this.#youngerSinceMs, nowMs);
    if (nowMs - this.#youngerSinceMs < this.#retentionMs) return;
    this.#getJournal();
    this.#floorMs = Math.max(this.#floorMs, this.#older.latestSentAtMs);
    const replaced = this.#journal;
    this.#startJournal(this.#number + 1);
    replaced?.close();
    this.#older = this.#younger;
    this.#younger = new Generation([]);
    removeJournalsBefore(this.#settings.directory, this.#number - 1);
  }

  /** Begins a journal, and changes nothing when that fails. */
  #startJournal(number: number): void {
    this.#journal = new JournalFile(journalPath(this.#settings.directory, number), this.#floorMs);
    this.#number = number;
    this.#youngerSinceMs = this.#deps.clock.now();
  }

  #requireRoom(): void {
    if (this.size < this.#settings.maxEntries) return;
    this.#rotateWhenDue();
    if (this.size < this.#settings.maxEntries) return;
    throw new NeuronError("INTERNAL", `${this.size} requests are remembered, which is the most`);
  }

  #getJournal(): JournalFile {
    if (this.#journal !== undefined) return this.#journal;
    throw new NeuronError("INTERNAL", "The journal of requests is not open");
  }

  #reportIncomplete(reason: string): void {
    if (this.#isIncomplete) return;
    this.#isIncomplete = true;
    this.#deps.logger.warn(
      "Requests are remembered in memory alone: a restart refuses what was signed before it",
      {
        directory: this.#settings.directory,
        error: reason,
      },
    );
  }

  #reportComplete(): void {
    if (this.#isIncomplete) this.#deps.logger.info("Requests are remembered on disk again");
    this.#isIncomplete = false;
  }

  #reportFailure(reason: string): void {
    if (this.#failure === undefined) {
      const { directory } = this.#settings;
      this.#deps.logger.error("Requests cannot be remembered, all are refused", { directory, error: reason });
    }
    this.#failure = reason;
  }

  #reportSuccess(): void {
    if (this.#failure === undefined) return;
    this.#failure = undefined;
    this.#deps.logger.info("Requests are remembered again");
  }
}
