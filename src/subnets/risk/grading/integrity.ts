import { NeuronError } from "../../../lib/errors.ts";
import type { AlertPositions, Submission } from "./submission.ts";

/** Tier 1: every part must be exactly 1 (facts: aml-risk 7.2). */
export interface IntegrityGrade {
  /**
   * Distinct alerts submitted over distinct alerts of the batch, at most 1. As the reference computes it, alerts that
   * the batch does not have can stand in for missing ones; `missingAlerts` and `foreignAlerts` tell.
   */
  readonly completeness: number;
  /** The share of scores in [0,1]; NaN is outside. */
  readonly range: number;
  /** 1 when no alert was submitted twice, else 0. */
  readonly duplicates: number;
  /** 1 when the model's version and repository are named, else 0. */
  readonly metadata: number;
  readonly passed: boolean;
  readonly missingAlerts: number;
  readonly foreignAlerts: number;
}

/** Grades the integrity of a submission. Throws BATCH_REJECTED for a batch without alerts: nothing can be complete. */
export function gradeIntegrity(submission: Submission, positions: AlertPositions): IntegrityGrade {
  if (positions.size === 0) {
    throw new NeuronError("BATCH_REJECTED", "A batch without alerts cannot be graded: choose another date");
  }
  const submitted = new Set(submission.alertIds);
  let known = 0;
  for (const alertId of submitted) known += positions.has(alertId) ? 1 : 0;
  const parts = {
    completeness: Math.min(1, submitted.size / positions.size),
    range: shareInRange(submission.scores),
    duplicates: submitted.size === submission.alertIds.length ? 1 : 0,
    metadata: submission.modelVersion !== "" && submission.modelGithubUrl !== "" ? 1 : 0,
  };
  return {
    ...parts,
    passed: Object.values(parts).every((part) => part === 1),
    missingAlerts: positions.size - known,
    foreignAlerts: submitted.size - known,
  };
}

function shareInRange(scores: ArrayLike<number>): number {
  if (scores.length === 0) return 1;
  let inRange = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] ?? NaN;
    if (score >= 0 && score <= 1) inRange += 1;
  }
  return inRange / scores.length;
}
