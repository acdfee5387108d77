import type { GradingSettings } from "../../../config/settings.ts";
import { gradeBehaviour, type BehaviourGrade } from "./behaviour.ts";
import { gradeEvolution, type AlertPatterns, type EvolutionGrade } from "./evolution-accuracy.ts";
import { finalGrade, type FinalGrade } from "./final-grade.ts";
import { gradeIntegrity, type IntegrityGrade } from "./integrity.ts";
import { gradeLabels, type AlertLabels, type LabelGrade } from "./label-accuracy.ts";
import { alignScores, positionsOf, type ScoredAlerts, type Submission } from "./submission.ts";

/** What a validator knows of a batch, by alert in one order. */
export interface GradedBatch {
  /** Distinct. */
  readonly alertIds: readonly string[];
  readonly addresses: readonly string[];
  readonly labels: AlertLabels;
  /** Undefined while there is no batch of the same window at exactly D+30. */
  readonly patterns: AlertPatterns | undefined;
}

export interface GradeRequest {
  readonly submission: Submission;
  readonly batch: GradedBatch;
  /** `medianScores` over all submissions, in the batch's order; without it, the submitter is alone. */
  readonly consensus?: Float64Array | undefined;
  /** What the submitter gave for the most recent earlier date of the same window. */
  readonly previous?: ScoredAlerts | undefined;
  /** Days between submission and grading. */
  readonly ageDays: number;
}

/** A submission's grade with everything it is made of. */
export interface SubmissionGrade {
  readonly final: FinalGrade;
  readonly tier1: IntegrityGrade;
  readonly tier2: BehaviourGrade;
  readonly tier3: { readonly labels: LabelGrade; readonly evolution: EvolutionGrade };
}

/**
 * Grades what a miner published for a batch (facts: aml-risk 7). Every tier is told, also where a gate or the flat
 * period decides. Throws BATCH_REJECTED for a batch without alerts.
 *
 * @example
 * const { final } = gradeSubmission({ submission, batch, ageDays: 30 }, settings.grading);
 */
export function gradeSubmission(request: GradeRequest, settings: GradingSettings): SubmissionGrade {
  const { submission, batch, previous, ageDays } = request;
  const positions = positionsOf(batch.alertIds);
  const tier1 = gradeIntegrity(submission, positions);
  const scores = alignScores(submission, positions);
  const tier2 = gradeBehaviour({
    scores,
    addresses: batch.addresses,
    consensus: request.consensus ?? scores,
    previous: previous === undefined ? undefined : alignScores(previous, positions),
  });
  const tier3 = {
    labels: gradeLabels(scores, batch.labels),
    evolution: evolutionAt(ageDays, { scores, patterns: batch.patterns }, settings),
  };
  return { final: finalGrade({ tier1, tier2, tier3, ageDays }, settings), tier1, tier2, tier3 };
}

function evolutionAt(
  ageDays: number,
  { scores, patterns }: { readonly scores: Float64Array; readonly patterns: AlertPatterns | undefined },
  settings: GradingSettings,
): EvolutionGrade {
  if (ageDays < settings.evolution.days) return { kind: "skipped", reason: "too_early", coverage: 0 };
  if (patterns === undefined) return { kind: "skipped", reason: "no_snapshot", coverage: 0 };
  return gradeEvolution(scores, patterns, settings);
}
