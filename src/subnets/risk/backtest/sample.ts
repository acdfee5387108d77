import { pickOutcomes } from "../metrics/pick-outcomes.ts";
import type { GradingSettings } from "../../../config/settings.ts";
import type { Outcomes } from "../../../ml/metrics.ts";
import { gradeSubmission, type SubmissionGrade } from "../grading/grade-submission.ts";
import { alignScores, positionsOf, type ScoredAlerts } from "../grading/submission.ts";
import { at } from "../metrics/at.ts";
import type { Evidence } from "../outcomes/evidence.ts";
import type { Contestant } from "./contestants.ts";

/** One date that was scored and whose later batch is there: what is true, and what each contestant said. */
export interface DateSample {
  readonly date: string;
  readonly evidence: Evidence;
  readonly entries: ReadonlyMap<Contestant, Entry>;
}

/** What one contestant said of a batch. */
export interface Entry {
  /** In the batch's order of alerts. */
  readonly scores: Float64Array;
  readonly grade: SubmissionGrade;
}

export interface EntryRequest {
  readonly evidence: Evidence;
  readonly scored: ScoredAlerts;
  /** What the same contestant said on the date before. */
  readonly previous: ScoredAlerts | undefined;
}

/** Names for tier 1's metadata: it judges how a miner is set up, never a model. */
const named = { modelVersion: "back-test", modelGithubUrl: "back-test" };

/** Returns what a contestant said with its grade once evolution is known. */
export function gradeEntry({ evidence, scored, previous }: EntryRequest, settings: GradingSettings): Entry {
  return {
    scores: alignScores(scored, positionsOf(evidence.alertIds)),
    grade: gradeSubmission(
      { submission: { ...scored, ...named }, batch: evidence, previous, ageDays: gradedAge(settings) },
      settings,
    ),
  };
}

/** Returns the age in days at which every tier counts. */
export function gradedAge({ flat, evolution }: Pick<GradingSettings, "flat" | "evolution">): number {
  return Math.max(flat.days, evolution.days);
}

/**
 * Returns the alerts that have a score and whose address still was there, labelled 1 when it expanded.
 *
 * @param rows which alerts, each as often as it is named.
 */
export function coveredOutcomes(
  { patterns = [] }: Pick<Evidence, "patterns">,
  scores: Float64Array,
  rows: Uint32Array,
): Outcomes & { readonly decided: Outcomes } {
  const covered = rows.filter((row) => patterns[row] !== undefined && !Number.isNaN(at(scores, row)));
  const decided = covered.filter(
    (row) => patterns[row] === "expanding_illicit" || patterns[row] === "benign_indicators",
  );
  const labels = Uint8Array.from(patterns, (pattern) => (pattern === "expanding_illicit" ? 1 : 0));
  const pick = (chosen: Uint32Array) => pickOutcomes({ scores, labels }, chosen);
  return { ...pick(covered), decided: pick(decided) };
}

/** Returns outcomes one after the other. */
export function joinOutcomes(parts: readonly Outcomes[]): Outcomes {
  const rows = parts.reduce((sum, { scores }) => sum + scores.length, 0);
  const joined = { scores: new Float64Array(rows), labels: new Uint8Array(rows) };
  let start = 0;
  for (const { scores, labels } of parts) {
    joined.scores.set(scores, start);
    joined.labels.set(labels, start);
    start += scores.length;
  }
  return joined;
}

/** Returns the places of all alerts. */
export function allRows({ alertIds }: Pick<Evidence, "alertIds">): Uint32Array {
  return Uint32Array.from(alertIds, (_, row) => row);
}
