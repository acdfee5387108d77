import { join } from "node:path";
import { mkdir, rm } from "node:fs/promises";
import { NeuronError } from "../../lib/errors.ts";
import { acquireLock } from "../../lib/lock-file.ts";
import { describeBatch, type BatchKey } from "./batch.ts";
import { retireDates, type Retention } from "./schedule/retire-dates.ts";
import { collectUnreachableResults } from "./score/garbage.ts";
import { unscoredDates } from "./score/unscored.ts";
import { exportPublication } from "./export/export-publication.ts";
import { collectGarbage } from "./ingest/garbage.ts";
import { acceptedBatches, type AcceptedBatch, type DateRange } from "./ingest/ledger.ts";
import { ingestBatch, type IngestResult } from "./ingest/ingest-batch.ts";
import type { JobDeps } from "./job-deps.ts";
import { importLabels, type ImportResult, type LabelFile } from "./labels/import-labels.ts";
import type { CurrentImport } from "./labels/label-store.ts";
import { labelStatistics, type LabelSettings, type LabelStatistics } from "./labels/label-stats.ts";
import { removeLabels } from "./labels/remove-labels.ts";
import type { ModelCard } from "./model-card.ts";
import { ModelRegistry } from "./models/registry.ts";
import { trainModels } from "./models/train-models.ts";
import type { TrainingSettings } from "./models/training.ts";
import { scoreBatch, type ScoringResult } from "./score/score-batch.ts";
import { readPublications, type Publication } from "./publication.ts";
import type { BatchSource } from "./source/batch-source.ts";

export interface NetworkJobsDeps extends Omit<JobDeps, "registry" | "scratchDirectory"> {
  readonly network: string;
  /** Opened only by what takes batches: the clients of some sources are large. */
  readonly openSource: () => Promise<BatchSource>;
}

export interface NetworkJobsSettings {
  readonly dataDirectory: string;
  readonly training: TrainingSettings;
}

/** How many dates grew too old, and how many copies of publications and batches were dropped. */
export interface Tidied {
  readonly dates: number;
  readonly publications: number;
  readonly batches: number;
}

/** Every date that the database can tell. */
const allDates: DateRange = { from: "1970-01-01", to: "2149-06-06" };

/**
 * What is done for one network, by hand or on a schedule. Every job holds the network's write lock while it runs:
 * a second writer gets LOCKED, naming the first.
 */
export class NetworkJobs {
  readonly #deps: NetworkJobsDeps & JobDeps;
  readonly #settings: NetworkJobsSettings;

  constructor(deps: NetworkJobsDeps, settings: NetworkJobsSettings) {
    const modelsDirectory = join(settings.dataDirectory, "trained_models");
    this.#settings = settings;
    this.#deps = {
      ...deps,
      registry: new ModelRegistry(deps.database, deps.network, modelsDirectory),
      scratchDirectory: join(settings.dataDirectory, "scratch", deps.network),
    };
  }

  /** Takes one batch from the source; the same batch again changes nothing. */
  async ingest(key: BatchKey, signal: AbortSignal): Promise<IngestResult> {
    return this.#exclusively("ingest", async () => {
      const source = await this.#deps.openSource();
      return ingestBatch({ ...this.#deps, source, tempDirectory: this.#deps.scratchDirectory }, key, {
        signal,
      });
    });
  }

  /** Trains all models on the accepted batches of a window in a range, all of them by default. */
  async train(windowDays: number, range: Partial<DateRange>, signal: AbortSignal): Promise<ModelCard[]> {
    const { network } = this.#deps;
    return this.#exclusively("train", async () => {
      const batches = await this.acceptedBatches(windowDays, range);
      return trainModels(this.#deps, this.#settings.training, {
        batches: { network, windowDays, batches },
        signal,
      });
    });
  }

  /** Scores one accepted batch and publishes the result. */
  async score(key: BatchKey, signal: AbortSignal): Promise<ScoringResult> {
    const { nthread } = this.#settings.training.parameters;
    return this.#exclusively("score", () => scoreBatch(this.#deps, { nthread }, { key, signal }));
  }

  /**
   * Writes the publication of a batch as files into a directory and returns their names. Throws BATCH_NOT_FOUND
   * when nothing is published for it.
   */
  async export(key: BatchKey, directory: string, signal: AbortSignal): Promise<readonly string[]> {
    const publications = await this.#publications(key.windowDays);
    const publication = publications.find(({ processingDate }) => processingDate === key.processingDate);
    if (publication !== undefined) {
      return exportPublication(this.#deps.database, { publication, directory, signal });
    }
    throw new NeuronError(
      "BATCH_NOT_FOUND",
      `Nothing is published for ${describeBatch(key)}. Run: neuron score`,
      {
        context: { ...key },
      },
    );
  }

  /** Takes a file of the operator's own labels; see there. */
  async importLabels(file: LabelFile): Promise<ImportResult> {
    return this.#exclusively("labels import", () => importLabels(this.#deps, file));
  }

  /** Removes the labels of one of the operator's sources. Throws LABELS_REFUSED when there is none of that name. */
  async removeLabels(source: string): Promise<CurrentImport> {
    return this.#exclusively("labels remove", () => removeLabels(this.#deps, source));
  }

  /** Returns what the accepted batches of a window teach as of today, by these settings. */
  async labelStatistics(windowDays: number, settings: LabelSettings): Promise<LabelStatistics> {
    const batches = await this.acceptedBatches(windowDays);
    const until = new Date(this.#deps.clock.now()).toISOString().slice(0, 10);
    const batchIds = batches.map(({ batchId }) => batchId);
    return labelStatistics(this.#deps.database, settings, { batchIds, until });
  }

  /** Returns the processing dates of the publications of a window, oldest first. */
  async publishedDates(windowDays: number): Promise<string[]> {
    const publications = await this.#publications(windowDays);
    return publications.map(({ processingDate }) => processingDate).sort();
  }

  /** Returns the accepted batches of a window in a range, all of them by default, oldest first. */
  async acceptedBatches(windowDays: number, range: Partial<DateRange> = {}): Promise<AcceptedBatch[]> {
    return acceptedBatches(this.#deps.database, windowDays, { ...allDates, ...range });
  }

  /** Returns the dates of a range whose accepted batch is not the published one, oldest first. */
  async unscoredDates(windowDays: number, range: Partial<DateRange> = {}): Promise<string[]> {
    return unscoredDates(this.#deps.database, windowDays, { ...allDates, ...range });
  }

  /** Removes what is older than the retention, and what no reader can reach any more. Returns how much of each. */
  async tidy(retention: Retention, signal: AbortSignal): Promise<Tidied> {
    const { database } = this.#deps;
    return this.#exclusively("tidy", async () => {
      const dates = await retireDates(database, retention, signal);
      const publications = await collectUnreachableResults(database);
      const batches = await collectGarbage(database, signal);
      return { dates, publications: publications.length, batches: batches.length };
    });
  }

  /** Returns the dates that the source offers, oldest first. Throws USAGE_INVALID when it cannot be listed. */
  async offeredDates(windowDays: number, signal: AbortSignal): Promise<readonly string[]> {
    const source = await this.#deps.openSource();
    return source.listDates(this.#deps.network, windowDays, signal);
  }

  async #publications(windowDays: number): Promise<Publication[]> {
    const publications = await readPublications(this.#deps.network, this.#deps.database);
    return publications.filter((publication) => publication.windowDays === windowDays);
  }

  async #exclusively<Result>(job: string, work: () => Promise<Result>): Promise<Result> {
    const locks = join(this.#settings.dataDirectory, "locks");
    await mkdir(locks, { recursive: true });
    const lock = await acquireLock(join(locks, `${this.#deps.network}.lock`), `neuron ${job}`);
    try {
      // Under the lock, whatever is still there was left by a process that died.
      await rm(this.#deps.scratchDirectory, { recursive: true, force: true });
      return await work();
    } finally {
      await lock.release();
    }
  }
}
