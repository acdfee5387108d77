import type { GradingSettings } from "../../../config/settings.ts";
import { NeuronError } from "../../../lib/errors.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Progress } from "../../../lib/progress.ts";
import type { BatchKey } from "../batch.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import type { DateRange } from "../ingest/ledger.ts";
import type { TrainedModel } from "../models/training-task.ts";
import type { NetworkJobs } from "../network-jobs.ts";
import { laterDateOf, type Evidence } from "../outcomes/evidence.ts";
import type { Contestant } from "./contestants.ts";
import type { DateOutcome, ModelMaking } from "./result.ts";

/** The jobs that a walk is made of. */
export type WalkJobs = Pick<
  NetworkJobs,
  | "offeredDates"
  | "ingest"
  | "train"
  | "score"
  | "models"
  | "evidence"
  | "scores"
  | "baselineScores"
  | "publishedDates"
>;

export interface WalkDeps {
  readonly jobs: WalkJobs;
  readonly logger: Logger;
  readonly progress: Progress;
}

export interface WalkSettings {
  readonly grading: GradingSettings;
  /** The score of the constant baseline. */
  readonly constant: number;
  /** The most dates that are scored, newest first. */
  readonly mostDates: number;
  /** Whether the jobs score by a scorer of the operator's own: then it is compared with the models, too. */
  readonly hasOwnScorer: boolean;
}

export interface WalkRequest {
  readonly network: string;
  readonly windowDays: number;
  /** The dates that are scored; earlier ones are learned from all the same. */
  readonly range: Partial<DateRange>;
  readonly signal: AbortSignal;
}

/** What came of one date, before anything is graded. */
export interface WalkedDate {
  readonly date: string;
  readonly outcome: DateOutcome;
  readonly reason?: string;
  readonly model?: ModelMaking;
  readonly evidence?: Evidence;
  readonly scored?: ReadonlyMap<Contestant, ScoredAlerts>;
}

/**
 * Walks through the dates of a source as if each were today: takes its batch, trains on what is known by then, and
 * scores it. A later batch is not in the store yet, so that no model can have seen it. Only dates whose later batch the
 * source offers are scored, as no other can be graded. A batch that is refused or a model that cannot be trained is
 * told and does not end the walk.
 */
export async function walk(
  { jobs, logger, progress }: WalkDeps,
  settings: WalkSettings,
  request: WalkRequest,
): Promise<WalkedDate[]> {
  const { windowDays, signal, range } = request;
  const offered = await jobs.offeredDates(windowDays, signal);
  const plan = planDates(offered, range, settings);
  const step = progress.start("Walking through history", plan.length);
  const walked: WalkedDate[] = [];
  try {
    for (const { date, isScored } of plan) {
      const visit = new Visit(jobs, settings, { ...request, date });
      walked.push(await visit.run(isScored));
      logger.info("Date walked", { date, outcome: walked.at(-1)?.outcome });
      step.update(walked.length);
    }
  } finally {
    step.finish();
  }
  return withEvidence(jobs, settings, { request, walked });
}

export interface PlannedDate {
  readonly date: string;
  readonly isScored: boolean;
}

/** Returns the dates to take, oldest first, and which of them to score. */
export function planDates(
  offered: readonly string[],
  { from = "", to = "9999-12-31" }: Partial<DateRange>,
  { grading, mostDates }: Pick<WalkSettings, "grading" | "mostDates">,
): PlannedDate[] {
  const known = new Set(offered);
  const gradable = offered.filter(
    (date) => date >= from && date <= to && known.has(laterDateOf(date, grading)),
  );
  const scored = new Set(gradable.slice(-mostDates));
  const last = to === "9999-12-31" ? to : laterDateOf(to, grading);
  return offered.filter((date) => date <= last).map((date) => ({ date, isScored: scored.has(date) }));
}

interface VisitRequest extends WalkRequest {
  readonly date: string;
}

/** One date of the walk. */
class Visit {
  readonly #jobs: WalkJobs;
  readonly #settings: WalkSettings;
  readonly #request: VisitRequest;
  readonly #key: BatchKey;

  constructor(jobs: WalkJobs, settings: WalkSettings, request: VisitRequest) {
    const { network, windowDays, date } = request;
    this.#jobs = jobs;
    this.#settings = settings;
    this.#request = request;
    this.#key = { network, windowDays, processingDate: date };
  }

  async run(isScored: boolean): Promise<WalkedDate> {
    const { date, signal } = this.#request;
    const ingested = await attempt(this.#jobs.ingest(this.#key, signal));
    if ("reason" in ingested) return { date, outcome: "not_ingested", reason: ingested.reason };
    if (!isScored) return { date, outcome: "no_later_batch" };
    if (ingested.value.counts.alerts === 0) return { date, outcome: "no_alerts" };
    const scored = await attempt(this.#score());
    if ("reason" in scored) return { date, outcome: "not_scored", reason: scored.reason };
    return { date, outcome: "graded", ...scored.value };
  }

  async #score(): Promise<Pick<WalkedDate, "scored" | "model" | "reason">> {
    const { windowDays, date, signal } = this.#request;
    const isFirst = (await this.#jobs.publishedDates(windowDays)).length === 0;
    const previous = isFirst ? undefined : (await this.#scoreBy("models")).scored;
    const trained = await attempt(this.#jobs.train(windowDays, { to: date }, signal));
    if ("reason" in trained && isFirst) throw new NeuronError("TRAINING_FAILED", trained.reason);
    const model = this.#settings.hasOwnScorer ? (await this.#scoreBy("models")).scored : undefined;
    const { scored: ours, fallback } = await this.#scoreBy("own scorer");
    const scored = new Map<Contestant, ScoredAlerts>([["ours", ours]]);
    if (model !== undefined) scored.set("model", model);
    if (previous !== undefined) scored.set("previous", previous);
    const baselines = await attempt(this.#jobs.baselineScores(this.#key, signal));
    for (const [baseline, said] of "reason" in baselines ? [] : baselines.value) scored.set(baseline, said);
    const reasons = [
      ...("reason" in trained ? [`The model of before went on: ${trained.reason}`] : []),
      ...(fallback === undefined ? [] : [`The model stood in: ${fallback}`]),
      ...("reason" in baselines ? [`Without prior and plain trees: ${baselines.reason}`] : []),
    ];
    const reason = reasons.length === 0 ? {} : { reason: reasons.join("; ") };
    if ("reason" in trained) return { scored, ...reason };
    return { scored, ...reason, model: await this.#making(trained.value) };
  }

  async #scoreBy(
    by: "own scorer" | "models",
  ): Promise<{ scored: ScoredAlerts; fallback: string | undefined }> {
    const { signal } = this.#request;
    const { fallback } = await this.#jobs.score(this.#key, signal, by);
    return { scored: await this.#jobs.scores(this.#key, signal), fallback };
  }

  async #making(trained: readonly TrainedModel[]): Promise<ModelMaking> {
    const own = trained.find(({ card }) => card.model_type === "alert_scorer");
    const active = (await this.#jobs.models()).find(
      ({ modelType, windowDays, status }) =>
        modelType === "alert_scorer" && windowDays === this.#request.windowDays && status === "active",
    );
    const card = active?.card;
    return {
      kind: card?.baseline_reason === null ? "trained" : "prior",
      labels: card?.baseline_reason === null ? (card.label_sources ?? {}) : {},
      taken: own?.decision.action === "activated",
      reason: own?.card.baseline_reason ?? reasonOf(own),
    };
  }
}

/** A reason names models, and these the moment they were made in: the same walk tells the same. */
function reasonOf(trained: TrainedModel | undefined): string {
  return trained?.decision.action === "activated" ? "" : "worse than the active model on held-out rows";
}

type Attempted<Value> = { readonly value: Value } | { readonly reason: string };

/** What the source or the library refuses is told; cancellation and what is broken here end the walk. */
async function attempt<Value>(work: Promise<Value>): Promise<Attempted<Value>> {
  try {
    return { value: await work };
  } catch (error) {
    if (error instanceof NeuronError && survivable.has(error.code)) {
      return { reason: `${error.code}: ${error.message}` };
    }
    throw error;
  }
}

const survivable: ReadonlySet<string> = new Set([
  "SOURCE_NOT_FOUND",
  "BATCH_REJECTED",
  "BATCH_NOT_FOUND",
  "MODEL_NOT_FOUND",
  "MODEL_REFUSED",
  "TRAINING_FAILED",
  "SELF_CHECK_FAILED",
]);

interface Walked {
  readonly request: WalkRequest;
  readonly walked: readonly WalkedDate[];
}

/** Adds what is true of each scored date, and the baselines that need no model. */
async function withEvidence(
  jobs: WalkJobs,
  settings: WalkSettings,
  { request: { network, windowDays, signal }, walked }: Walked,
): Promise<WalkedDate[]> {
  const dates: WalkedDate[] = [];
  for (const walkedDate of walked) {
    const { date, scored } = walkedDate;
    if (scored === undefined) {
      dates.push(walkedDate);
      continue;
    }
    const evidence = await jobs.evidence({ network, windowDays, processingDate: date }, signal);
    const { alertIds, confidence, patterns } = evidence;
    const outcome = outcomeOf(patterns);
    const all = new Map(scored)
      .set("raw_confidence", { alertIds, scores: confidence })
      .set("constant", { alertIds, scores: confidence.map(() => settings.constant) });
    dates.push({ ...walkedDate, outcome, evidence, scored: all });
  }
  return dates;
}

function outcomeOf(patterns: Evidence["patterns"]): DateOutcome {
  if (patterns === undefined) return "later_batch_refused";
  return patterns.every((pattern) => pattern === undefined) ? "no_address_left" : "graded";
}
