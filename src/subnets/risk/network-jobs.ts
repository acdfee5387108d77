import { join } from "node:path";
import { utcDate } from "../../lib/clock.ts";
import type { BatchKey } from "./batch.ts";
import { readEvidence, type Evidence } from "./outcomes/evidence.ts";
import {
  gradePublication,
  type PublicationGrade,
  type PublicationGradeSettings,
} from "./outcomes/grade-publication.ts";
import { modelBaselines, type BaselineScores } from "./baselines/model-baselines.ts";
import { ungradedDates } from "./outcomes/ungraded.ts";
import { publishedScores } from "./outcomes/published-scores.ts";
import { retireDates, type Retention } from "./retire-dates.ts";
import { collectUnreachableResults } from "./score/garbage.ts";
import { unscoredDates } from "./score/unscored.ts";
import { exportPublication } from "./export/export-publication.ts";
import { collectGarbage } from "./ingest/garbage.ts";
import { acceptedBatches, getAcceptedBatch, type AcceptedBatch, type DateRange } from "./ingest/ledger.ts";
import { ingestBatch, type IngestResult } from "./ingest/ingest-batch.ts";
import { restlessScores } from "./grading/evolution-accuracy.ts";
import type { ScoredAlerts } from "./grading/submission.ts";
import type { JobDeps } from "./job-deps.ts";
import { asOnlyWriter } from "./only-writer.ts";
import type { ModelType } from "./model-card.ts";
import { ModelDecisions, type ModelEntry } from "./models/decisions.ts";
import { importLabels, type ImportResult, type LabelFile } from "./labels/import-labels.ts";
import type { CurrentImport } from "./labels/label-store.ts";
import { labelStatistics, type LabelSettings, type LabelStatistics } from "./labels/label-stats.ts";
import { removeLabels } from "./labels/remove-labels.ts";
import type { ModelDeps } from "./models/model-deps.ts";
import { ModelRegistry } from "./models/registry.ts";
import type { TrainedModel } from "./models/training-task.ts";
import { trainModels } from "./models/train-models.ts";
import type { TrainingOptions, TrainingSettings } from "./models/training.ts";
import type { OwnScorer } from "./scorer/settings.ts";
import type { LabelShift } from "./score/label-shift.ts";
import { scoreBatch, type ScoringResult } from "./score/score-batch.ts";
import { getPublication, readPublications, type Publication } from "./publication.ts";
import type { BatchSource } from "./source/batch-source.ts";

export interface NetworkJobsDeps extends Omit<JobDeps, "scratchDirectory"> {
  readonly network: string;
  /** Opened only by what takes batches: the clients of some sources are large. */
  readonly openSource: () => Promise<BatchSource>;
}

export interface NetworkJobsSettings {
  readonly dataDirectory: string;
  readonly training: TrainingSettings;
  /** The population stability index above which a batch's scores are called drifted. */
  readonly driftWarning: number;
  /** The most alerts of a batch that are explained, the highest-scored first. */
  readonly explainAlerts: number;
  /** How far an address label moves a score inside the benign range. */
  readonly labelShift: Pick<LabelShift, "raise" | "lower">;
  /** What scores alerts in place of the models; undefined where these do. */
  readonly scorer?: OwnScorer | undefined;
}

/** How many dates grew too old, and how many copies of publications and batches were dropped. */
export interface Tidied {
  readonly dates: number;
  readonly publications: number;
  readonly batches: number;
}

/** Which batches to train on, all by default, and how. */
export type TrainingRequest = Partial<DateRange> & TrainingOptions;

/** Every date that the database can tell. */
const allDates: DateRange = { from: "1970-01-01", to: "2149-06-06" };

/**
 * What is done for one network, by hand or on a schedule. Every job holds the network's write lock while it runs:
 * a second writer gets LOCKED, naming the first.
 */
export class NetworkJobs {
  readonly #deps: NetworkJobsDeps & ModelDeps;
  readonly #settings: NetworkJobsSettings;
  readonly #decisions: ModelDecisions;

  constructor(deps: NetworkJobsDeps, settings: NetworkJobsSettings) {
    const modelsDirectory = join(settings.dataDirectory, "trained_models");
    this.#settings = settings;
    this.#deps = {
      ...deps,
      registry: new ModelRegistry(deps.database, deps.network, modelsDirectory),
      scratchDirectory: join(settings.dataDirectory, "scratch", deps.network),
    };
    this.#decisions = new ModelDecisions(this.#deps);
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

  /**
   * Trains all models on the accepted batches of a window in a range, all of them by default. With an end of the range,
   * only what was known on that date is learned from, as if it were today.
   */
  async train(windowDays: number, request: TrainingRequest, signal: AbortSignal): Promise<TrainedModel[]> {
    const { network } = this.#deps;
    const { force, budgetMs, ...range } = request;
    const options = { ...(force !== undefined && { force }), ...(budgetMs !== undefined && { budgetMs }) };
    return this.#exclusively("train", async () => {
      const batches = await this.acceptedBatches(windowDays, range);
      const labelsUntil = range.to ?? utcDate(this.#deps.clock);
      return trainModels(this.#deps, this.#settings.training, {
        batches: { network, windowDays, labelsUntil, batches },
        options,
        signal,
      });
    });
  }

  /** Returns every model of the network, newest first within its window and type. */
  async models(): Promise<ModelEntry[]> {
    return this.#decisions.list();
  }

  /** Returns one model; throws MODEL_NOT_FOUND. */
  async model(modelId: string): Promise<ModelEntry> {
    return this.#decisions.get(modelId);
  }

  /** Makes a model the active one of its type and window; throws MODEL_NOT_FOUND or MODEL_REFUSED. */
  async activateModel(modelId: string): Promise<ModelEntry> {
    return this.#exclusively("models activate", () => this.#decisions.activate(modelId));
  }

  /** Makes the models active again that were active before; throws MODEL_NOT_FOUND or MODEL_REFUSED. */
  async rollbackModels(modelTypes: readonly ModelType[], windowDays: number): Promise<ModelEntry[]> {
    return this.#exclusively("models rollback", async () => {
      const entries = [];
      for (const modelType of modelTypes) entries.push(await this.#decisions.rollback(modelType, windowDays));
      return entries;
    });
  }

  /**
   * Scores one accepted batch and publishes the result.
   *
   * @param by whether alerts are scored by the operator's own scorer, where there is one, or by the models all the same.
   */
  async score(
    key: BatchKey,
    signal: AbortSignal,
    by: "own scorer" | "models" = "own scorer",
  ): Promise<ScoringResult> {
    const { training, driftWarning, explainAlerts, labelShift, scorer } = this.#settings;
    const nthread = training.parameters.nthread;
    const own = by === "models" ? undefined : scorer;
    const { grading } = training;
    const shift = { ...labelShift, below: grading.benign.highestScore, restless: restlessScores(grading) };
    const settings = { nthread, driftWarning, explainAlerts, shift, scorer: own };
    return this.#exclusively("score", () => scoreBatch(this.#deps, settings, { key, signal }));
  }

  /**
   * Writes the publication of a batch as files into a directory and returns their names. Throws BATCH_NOT_FOUND
   * when nothing is published for it.
   */
  async export(key: BatchKey, directory: string, signal: AbortSignal): Promise<readonly string[]> {
    const publication = getPublication(await this.#publications(key.windowDays), key);
    return exportPublication(this.#deps.database, { publication, directory, signal });
  }

  /**
   * Grades what is published for a batch as the reference validator would today, keeps the grade and returns it. Throws
   * BATCH_NOT_FOUND when nothing is published.
   */
  async grade(
    key: BatchKey,
    settings: PublicationGradeSettings,
    signal: AbortSignal,
  ): Promise<PublicationGrade> {
    return this.#exclusively("grade", async () => {
      const publications = await this.#publications(key.windowDays);
      return gradePublication(this.#deps, settings, { key, publications, signal });
    });
  }

  /** Returns the published dates of which it is known what became of them, and that are not graded by it yet. */
  async ungradedDates(windowDays: number, evolutionDays: number): Promise<string[]> {
    return ungradedDates(this.#deps.database, { windowDays, evolutionDays });
  }

  /** Returns what an accepted batch is graded by. Throws BATCH_NOT_FOUND. */
  async evidence(key: BatchKey, signal: AbortSignal): Promise<Evidence> {
    const batch = await getAcceptedBatch(this.#deps.database, key);
    return readEvidence(this.#deps.database, { batch, rules: this.#settings.training.grading, signal });
  }

  /** Returns the alert scores that are published for a batch. Throws BATCH_NOT_FOUND when nothing is. */
  async scores(key: BatchKey, signal: AbortSignal): Promise<ScoredAlerts> {
    const { publicationId } = getPublication(await this.#publications(key.windowDays), key);
    return publishedScores(this.#deps.database, publicationId, signal);
  }

  /**
   * Returns what the models that ours are compared with say of an accepted batch's alerts, knowing what was known on its
   * date, and publishes nothing. Throws BATCH_NOT_FOUND.
   */
  async baselineScores(key: BatchKey, signal: AbortSignal): Promise<BaselineScores> {
    const labelsUntil = key.processingDate;
    return this.#exclusively("back-test", async () => {
      const { batchId } = await getAcceptedBatch(this.#deps.database, key);
      const batches = await this.acceptedBatches(key.windowDays, { to: labelsUntil });
      const set = { batchIds: batches.map((batch) => batch.batchId), labelsUntil };
      return modelBaselines(this.#deps, this.#settings.training, { set, batchId, signal });
    });
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
    const batchIds = batches.map(({ batchId }) => batchId);
    return labelStatistics(this.#deps.database, settings, { batchIds, until: utcDate(this.#deps.clock) });
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
    const { network, scratchDirectory } = this.#deps;
    return asOnlyWriter(
      { network, scratchDirectory, dataDirectory: this.#settings.dataDirectory, job },
      work,
    );
  }
}
