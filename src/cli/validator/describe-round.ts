import type { ChainWeights } from "../../chain/weights/normalise.ts";
import { assertUnreachable } from "../../lib/errors.ts";
import { describeBatch } from "../../subnets/risk/batch.ts";
import type { EvolutionGrade } from "../../subnets/risk/grading/evolution-accuracy.ts";
import type { SubmissionGrade } from "../../subnets/risk/grading/grade-submission.ts";
import type { IntegrityGrade } from "../../subnets/risk/grading/integrity.ts";
import type { LabelGrade } from "../../subnets/risk/grading/label-accuracy.ts";
import type { MinerGrade } from "../../subnets/risk/validation/grade-replies.ts";
import type { RevealEvent, WeightsOutcome } from "../../subnets/risk/validation/publish-weights.ts";
import type { GradedRound, RoundReport } from "../../subnets/risk/validation/validator.ts";
import type { Result } from "../command.ts";
import { countOf } from "../text.ts";

/** Returns what a round found and decided, line by line, for people. */
export function describeRound(report: RoundReport): string[] {
  const { batches, weights, reveal } = report;
  return [
    ...batches.flatMap((batch) => [describeAsked(batch), ...batch.grades.flatMap(describeGrade)]),
    ...describeAverages(report),
    ...(reveal === undefined ? [] : [describeReveal(reveal)]),
    describeWeights(weights),
  ];
}

/** Returns the same for machines, without the scores themselves. */
export function roundResult({ block, batches, averages, reveal, weights }: RoundReport): Result {
  return {
    block,
    batches: batches.map(({ key, alerts, ageDays, grades }) => ({
      ...key,
      alerts,
      ageDays,
      miners: grades.map(plainGrade),
    })),
    averages: Object.fromEntries(averages),
    ...(reveal !== undefined && { reveal }),
    weights: weights.kind === "committed" ? { kind: weights.kind, weights: weights.weights } : weights,
  };
}

function plainGrade(grade: MinerGrade): Result {
  const { uid, hotkey, outcome, reward } = grade;
  return outcome === "failed"
    ? { uid, hotkey, outcome, reward, failure: grade.failure, reason: grade.reason }
    : { uid, hotkey, outcome, reward, grade: grade.grade };
}

function describeAsked({ key, alerts, ageDays, grades }: GradedRound): string {
  const asked = `${countOf(grades.length, "miner")} asked for ${describeBatch(key)}`;
  return `${asked}: ${countOf(alerts, "alert")}, ${countOf(ageDays, "day")} older than our newest batch`;
}

function describeGrade(miner: MinerGrade): string[] {
  const who = `  uid ${miner.uid} ${miner.hotkey}`;
  if (miner.outcome === "failed") return [`${who}: not graded, 0 (${miner.failure}): ${miner.reason}`];
  const { grade, submission, durationMs } = miner;
  return [
    `${who}: ${countOf(submission.scores.length, "score")} in ${durationMs} ms, signed by it`,
    `    integrity     ${describeIntegrity(grade.tier1)}`,
    `    behaviour     ${describeBehaviour(grade.tier2)}`,
    `    accuracy      ${figure(grade.final.tier3)}: ${describeLabels(grade.tier3.labels)}; ${describeEvolution(grade.tier3.evolution)}`,
    `    grade         ${figure(miner.reward)} (${describeVerdict(grade.final)})`,
  ];
}

/** Returns which parts of the integrity gate fail, or that none does. */
export function describeIntegrity(grade: IntegrityGrade): string {
  if (grade.passed) return "passed: complete, in range, nothing twice, model named";
  const { missingAlerts, foreignAlerts, range, duplicates, metadata } = grade;
  const faults = [
    ...(missingAlerts > 0 ? [`${countOf(missingAlerts, "alert")} missing`] : []),
    ...(foreignAlerts > 0 ? [`${countOf(foreignAlerts, "alert")} unknown`] : []),
    ...(range < 1 ? [`${percent(1 - range)} of the scores are no numbers from 0 to 1`] : []),
    ...(duplicates < 1 ? ["alerts scored twice"] : []),
    ...(metadata < 1 ? ["no version or repository of the model"] : []),
  ];
  return `failed: ${faults.join(", ")}`;
}

function describeBehaviour({ score, ...parts }: SubmissionGrade["tier2"]): string {
  const { entropy, rankCorrelation, temporalConsistency, addressConsistency } = parts;
  return (
    `${figure(score)}: spread ${figure(entropy)}, agreement with the median ${figure(rankCorrelation)}, ` +
    `with its earlier scores ${figure(temporalConsistency)}, within addresses ${figure(addressConsistency)}`
  );
}

function describeLabels(grade: LabelGrade): string {
  if (grade.kind === "graded") return `labels AUC ${figure(grade.score)} over ${percent(grade.coverage)}`;
  return grade.reason === "no_labels" ? "no labels" : "labels of one class only";
}

function describeEvolution(grade: EvolutionGrade): string {
  if (grade.kind === "graded") return `evolution ${figure(grade.score)} over ${percent(grade.coverage)}`;
  switch (grade.reason) {
    case "too_early":
      return "too early for evolution";
    case "no_snapshot":
      return "no batch to see the evolution in";
    case "no_address_left":
      return "no address left to see the evolution of";
  }
}

function describeVerdict({ verdict, score }: SubmissionGrade["final"]): string {
  switch (verdict) {
    case "tier1_failed":
      return "the integrity gate is shut";
    case "tier2_failed":
      return "the behaviour gate is shut";
    case "flat_period":
      return "what every miner gets until accuracy can be judged";
    case "graded":
      return Number.isFinite(score) ? "behaviour and accuracy, weighted" : "constant scores have no order";
    default:
      return assertUnreachable(verdict);
  }
}

function describeAverages({ batches, before, averages }: RoundReport): string[] {
  const miners = new Map(batches.flatMap(({ grades }) => grades.map(({ uid, hotkey }) => [uid, hotkey])));
  return [...miners].map(([uid, hotkey]) => {
    const [old, now] = [before.get(hotkey) ?? 0, averages.get(hotkey) ?? 0];
    return `Moving average of uid ${uid}: ${figure(old)} -> ${figure(now)}`;
  });
}

function describeReveal(event: RevealEvent): string {
  switch (event.kind) {
    case "waiting":
      return "Weights of an earlier round wait to be revealed";
    case "expired":
      return "Weights of an earlier round were not revealed in time";
    case "revealed":
      return "Weights of an earlier round are revealed";
    case "refused":
      return `Weights of an earlier round could not be revealed: ${event.reason}`;
    default:
      return assertUnreachable(event);
  }
}

function describeWeights(outcome: WeightsOutcome): string {
  const { weights } = outcome;
  switch (outcome.kind) {
    case "set":
      return `Weights set, and read back from the chain: ${listWeights(outcome.onChain)}`;
    case "committed": {
      const { firstBlock, lastBlock } = outcome.pending;
      return `Weights committed to, to be revealed in blocks ${firstBlock} to ${lastBlock}: ${listWeights(weights)}`;
    }
    case "refused":
      return `Weights not set: ${outcome.reason}`;
    case "kept":
      return `Weights not set, ${keptBecause[outcome.why]}: they would be ${listWeights(weights)}`;
    default:
      return assertUnreachable(outcome);
  }
}

const keptBecause = {
  disabled: "as the settings want it",
  nobody_earned: "nobody has earned any",
  too_early: "it is too early for new ones",
  reveal_first: "earlier ones must be revealed first",
} as const;

function listWeights({ uids, values }: ChainWeights): string {
  if (uids.length === 0) return "none";
  return uids.map((uid, place) => `uid ${uid} ${values[place] ?? 0}/65535`).join(", ");
}

function figure(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : "undefined";
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.01 ? 2 : 0)} %`;
}
