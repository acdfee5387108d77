import type { GradingSettings } from "../../../config/settings.ts";
import { utcDate, type Clock } from "../../../lib/clock.ts";
import type { Database } from "../../../store/database.ts";
import type { BatchKey } from "../batch.ts";
import { gradeSubmission, type SubmissionGrade } from "../grading/grade-submission.ts";
import { getAcceptedBatch, type AcceptedBatch } from "../ingest/ledger.ts";
import { dayNumber } from "../days.ts";
import { getPublication, type Publication } from "../publication.ts";
import { readEvidence, type Evidence } from "./evidence.ts";
import { publishedScores } from "./published-scores.ts";

/** What one of our own publications is worth as of today. */
export interface PublicationGrade {
  readonly processingDate: string;
  readonly windowDays: number;
  readonly publicationId: string;
  readonly modelVersion: string;
  /** Days from the processing date until today. */
  readonly ageDays: number;
  readonly alerts: number;
  readonly grade: SubmissionGrade;
  /** What cannot be graded or failed, and why, in sentences. */
  readonly remarks: readonly string[];
}

export interface PublicationGradeRequest {
  readonly key: BatchKey;
  /** All publications of the window. */
  readonly publications: readonly Publication[];
  readonly signal: AbortSignal;
}

export interface PublicationGradeSettings {
  readonly grading: GradingSettings;
  /** Where validators are told the model's code is; empty when nowhere. */
  readonly githubUrl: string;
}

/**
 * Grades what we published for a batch as the reference validator does today, keeps the grade, and returns it. The
 * consensus of tier 2 is our own scores: what others publish is not known here. Throws BATCH_NOT_FOUND when nothing is
 * published for the batch.
 */
export async function gradePublication(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  { grading: settings, githubUrl }: PublicationGradeSettings,
  request: PublicationGradeRequest,
): Promise<PublicationGrade> {
  const { key, publications, signal } = request;
  const publication = getPublication(publications, key);
  const batch = await getAcceptedBatch(database, key);
  const evidence = await readEvidence(database, { batch, rules: settings, signal });
  const previous = latestBefore(publications, key.processingDate);
  const today = utcDate(clock);
  const ageDays = dayNumber(today) - dayNumber(key.processingDate);
  const modelVersion = publication.versions.scores;
  const scored = await publishedScores(database, publication.publicationId, signal);
  const grade = gradeSubmission(
    {
      submission: { ...scored, modelVersion, modelGithubUrl: githubUrl },
      batch: evidence,
      previous: previous && (await publishedScores(database, previous.publicationId, signal)),
      ageDays,
    },
    settings,
  );
  const { processingDate, windowDays } = key;
  const graded = { processingDate, windowDays, publicationId: publication.publicationId, modelVersion };
  const remarks = remarksOn(grade, { evidence, batch, ageDays, settings, githubUrl });
  const result = { ...graded, ageDays, alerts: evidence.alertIds.length, grade, remarks };
  await keepGrade(database, clock, result);
  return result;
}

function latestBefore(publications: readonly Publication[], date: string): Publication | undefined {
  return publications
    .filter(({ processingDate }) => processingDate < date)
    .reduce<Publication | undefined>(
      (latest, other) =>
        latest === undefined || other.processingDate > latest.processingDate ? other : latest,
      undefined,
    );
}

interface Circumstances {
  readonly evidence: Evidence;
  readonly batch: AcceptedBatch;
  readonly ageDays: number;
  readonly settings: GradingSettings;
  readonly githubUrl: string;
}

function remarksOn(
  { tier1, tier3, final }: SubmissionGrade,
  { evidence, batch, ageDays, settings, githubUrl }: Circumstances,
): string[] {
  const { evolution, flat } = settings;
  return [
    ...(githubUrl === ""
      ? ["Tier 1 fails on metadata: api.github_url is empty, and validators want the model's repository"]
      : []),
    ...(tier1.missingAlerts > 0 ? [`Tier 1: ${tier1.missingAlerts} alerts of the batch have no score`] : []),
    ...(tier1.foreignAlerts > 0 ? [`Tier 1: ${tier1.foreignAlerts} scores are of other alerts`] : []),
    "Tier 2: the consensus is our own scores, so that the rank correlation is 1",
    ...(tier3.labels.kind === "graded" ? [] : [labelRemark(tier3.labels.reason)]),
    ...(tier3.evolution.kind === "graded"
      ? []
      : [evolutionRemark(tier3.evolution.reason, { evidence, batch, ageDays, days: evolution.days })]),
    ...(final.verdict === "flat_period"
      ? [`Final: flat until day ${flat.days}, today is day ${ageDays}; accuracy counts from then on`]
      : []),
    ...(Number.isNaN(final.score) ? ["Final: constant scores have no order and no grade"] : []),
  ];
}

function labelRemark(reason: "no_labels" | "one_class"): string {
  return reason === "no_labels"
    ? "Tier 3A is skipped: no alert's address has a label"
    : "Tier 3A is skipped: all labelled alerts are of one class";
}

function evolutionRemark(
  reason: "too_early" | "no_snapshot" | "no_address_left",
  {
    evidence,
    batch,
    ageDays,
    days,
  }: Pick<Circumstances, "evidence" | "batch" | "ageDays"> & { days: number },
): string {
  const { laterDate } = evidence;
  switch (reason) {
    case "too_early":
      return `Tier 3B is skipped: evolution is judged on ${laterDate}, in ${days - ageDays} days`;
    case "no_snapshot":
      return `Tier 3B is skipped: the batch of ${laterDate} with a window of ${batch.windowDays} days is not ingested`;
    case "no_address_left":
      return `Tier 3B is skipped: no alert's address is in the batch of ${laterDate}`;
  }
}

async function keepGrade(database: Database, clock: Clock, result: PublicationGrade): Promise<void> {
  const { final, tier2, tier3 } = result.grade;
  await database.insertRows("grades", [
    {
      processing_date: result.processingDate,
      window_days: result.windowDays,
      publication_id: result.publicationId,
      graded_at: new Date(clock.now()).toISOString().replace("T", " ").replace("Z", ""),
      verdict: final.verdict,
      final: orNull(final.score),
      tier2: orNull(tier2.score),
      tier3: orNull(final.tier3),
      evolution: tier3.evolution.kind === "graded" ? tier3.evolution.score : null,
      grade_json: JSON.stringify(result),
    },
  ]);
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
