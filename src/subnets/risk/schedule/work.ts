import { NeuronError } from "../../../lib/errors.ts";
import type { JobDefinition } from "../../../jobs/job.ts";
import type { PublicationGradeSettings } from "../outcomes/grade-publication.ts";
import type { NetworkJobs } from "../network-jobs.ts";

/** What can be done for a network. Grades are kept by whoever makes them: nobody here looks at one. */
export interface Works extends Pick<
  NetworkJobs,
  "ingest" | "score" | "train" | "tidy" | "acceptedBatches" | "unscoredDates" | "ungradedDates"
> {
  grade(...request: Parameters<NetworkJobs["grade"]>): Promise<unknown>;
}

export interface NetworkRun {
  readonly network: string;
  readonly jobs: Works;
  readonly windowDays: number;
  readonly catchUpDays: number;
  readonly retentionDays: number;
  readonly grades: PublicationGradeSettings;
}

type Work = JobDefinition["work"];

const dayMs = 86_400_000;

/** Takes the batch of a date; its scores follow. */
export function ingestWork({ network, jobs, windowDays }: NetworkRun): Work {
  return async ({ target, signal }) => {
    const { status, counts } = await jobs.ingest({ network, processingDate: target, windowDays }, signal);
    return {
      outcome: "succeeded",
      counts: { ...counts, accepted: status === "accepted" ? 1 : 0 },
      // Also when nothing changed: the run before may have ended between its batch and its scores.
      followUps: [{ job: "score", target }],
    };
  };
}

/** Returns whether nothing was trained yet, or its file is gone or of another version: a new model is as good. */
export function isModelMissing(error: unknown): error is NeuronError {
  return error instanceof NeuronError && modelIsMissing.has(error.code);
}

const modelIsMissing: ReadonlySet<string> = new Set(["MODEL_NOT_FOUND", "MODEL_REFUSED"]);

/** Scores what is ingested and not scored, up to a date. Without a usable model, one is trained first. */
export function scoreWork({ network, jobs, windowDays, catchUpDays }: NetworkRun): Work {
  return async ({ target, signal }) => {
    const from = new Date(Date.parse(target) - catchUpDays * dayMs).toISOString().slice(0, 10);
    const dates = await jobs.unscoredDates(windowDays, { from, to: target });
    if (dates.length === 0) return skipped("Every ingested batch is scored");
    const counts = { batches: 0, alerts: 0, clusters: 0, fallbacks: 0 };
    try {
      for (const processingDate of dates) {
        const scored = await jobs.score({ network, processingDate, windowDays }, signal);
        counts.batches += 1;
        counts.alerts += scored.alerts;
        counts.clusters += scored.clusters;
        counts.fallbacks += scored.fallback === undefined ? 0 : 1;
      }
    } catch (error) {
      if (!isModelMissing(error)) throw error;
      return {
        outcome: "skipped",
        reason: { code: error.code, message: `A model is trained first: ${error.message}` },
        followUps: [{ job: "train", target: "" }],
      };
    }
    return { outcome: "succeeded", counts };
  };
}

/** Trains on everything that is ingested; what waited for a model is scored then. */
export function trainWork({ jobs, windowDays }: NetworkRun): Work {
  return async ({ signal }) => {
    const newest = (await jobs.acceptedBatches(windowDays)).at(-1);
    if (newest === undefined) return skipped("There is no batch to train on");
    const models = await jobs.train(windowDays, {}, signal);
    return {
      outcome: "succeeded",
      counts: { models: models.length },
      followUps: [{ job: "score", target: newest.processingDate }],
    };
  };
}

/** Removes what is too old and what nobody can reach. */
export function tidyWork({ jobs, windowDays, retentionDays }: NetworkRun): Work {
  return async ({ signal }) => {
    const counts = await jobs.tidy({ windowDays, keepDays: retentionDays }, signal);
    return { outcome: "succeeded", counts: { ...counts } };
  };
}

/** After a long downtime, or when the rules of grading have changed; the rest follows the next day. */
const mostGradesPerRun = 30;

/** Grades what became of the published dates, as soon as that is known: the history of grades grows by itself. */
export function gradeWork({ network, jobs, windowDays, grades }: NetworkRun): Work {
  return async ({ signal }) => {
    const dates = await jobs.ungradedDates(windowDays, grades.grading.evolution.days);
    if (dates.length === 0) return skipped("Every date that can be graded is graded");
    const graded = dates.slice(-mostGradesPerRun);
    for (const processingDate of graded) {
      await jobs.grade({ network, processingDate, windowDays }, grades, signal);
    }
    return { outcome: "succeeded", counts: { graded: graded.length } };
  };
}

function skipped(message: string) {
  return { outcome: "skipped", reason: { code: "NOTHING_TO_DO", message } } as const;
}
