import type { GradingSettings } from "../../../config/settings.ts";
import { medianScores } from "../grading/consensus.ts";
import { gradeSubmission, type GradedBatch, type SubmissionGrade } from "../grading/grade-submission.ts";
import { gradeIntegrity } from "../grading/integrity.ts";
import { alignScores, positionsOf, type ScoredAlerts, type Submission } from "../grading/submission.ts";
import type { AskFailure } from "./ask-failure.ts";
import type { ScoresReply } from "./ask-scores.ts";

export interface Miner {
  readonly uid: number;
  readonly hotkey: string;
}

/** What a miner is given for one batch, and why. */
export type MinerGrade = Miner &
  (
    | {
        readonly outcome: "graded";
        readonly grade: SubmissionGrade;
        /** The grade; 0 where it is no number. */
        readonly reward: number;
        readonly submission: Submission;
        readonly durationMs: number;
      }
    | ({ readonly outcome: "failed"; readonly reward: 0 } & AskFailure)
  );

export interface Replies {
  readonly replies: readonly (Miner & { readonly reply: ScoresReply })[];
  readonly batch: GradedBatch;
  readonly ageDays: number;
  /** What each hotkey gave for the most recent earlier date. */
  readonly previous: ReadonlyMap<string, ScoredAlerts>;
}

/**
 * Grades every miner's reply; one that cannot be graded costs nobody else anything. The consensus is the median over
 * the submissions that pass the integrity gate: whoever sends nonsense has no say in what the others are compared
 * with. Throws BATCH_REJECTED for a batch without alerts.
 */
export function gradeReplies(
  { replies, batch, ageDays, previous }: Replies,
  settings: GradingSettings,
): MinerGrade[] {
  const consensus = findConsensus(replies, batch);
  return replies.map(({ uid, hotkey, reply }) => {
    if (reply.kind === "failed") {
      const { failure, reason } = reply;
      return { uid, hotkey, outcome: "failed", reward: 0, failure, reason };
    }
    const { submission, durationMs } = reply;
    const grade = gradeSubmission(
      { submission, batch, ageDays, consensus, previous: previous.get(hotkey) },
      settings,
    );
    const { score } = grade.final;
    const reward = Number.isFinite(score) ? score : 0;
    return { uid, hotkey, outcome: "graded", grade, reward, submission, durationMs };
  });
}

function findConsensus(replies: Replies["replies"], { alertIds }: GradedBatch): Float64Array | undefined {
  const positions = positionsOf(alertIds);
  const honest = replies.flatMap(({ reply }) =>
    reply.kind === "answered" && gradeIntegrity(reply.submission, positions).passed ? [reply.submission] : [],
  );
  if (honest.length === 0) return undefined;
  return medianScores(honest.map((submission) => alignScores(submission, positions)));
}
