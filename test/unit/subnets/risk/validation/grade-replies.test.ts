import { expect } from "chai";
import type { ScoresReply } from "../../../../../src/subnets/risk/validation/ask-scores.ts";
import { gradeReplies, type MinerGrade } from "../../../../../src/subnets/risk/validation/grade-replies.ts";
import { meanRewards } from "../../../../../src/subnets/risk/validation/rewards.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const alertIds = ["a", "b", "c", "d"];

describe(gradeReplies.name, () => {
  it("compares with the median of those who pass the integrity gate", () => {
    const honest = createReply([0.1, 0.2, 0.3, 0.4]);
    const alone = gradeAll([honest]);
    const amongLiars = gradeAll([honest, createReply([9, 8, 7, 6]), createReply([NaN, 1, 0, 0])]);
    expect(agreementOf(amongLiars[0])).to.equal(agreementOf(alone[0])).and.to.equal(1);
    const amongPeers = gradeAll([
      honest,
      createReply([0.4, 0.3, 0.2, 0.1]),
      createReply([0.4, 0.3, 0.2, 0.1]),
    ]);
    expect(agreementOf(amongPeers[0])).to.equal(0);
  });

  it("gives 0 where the grade is no number", () => {
    const [constant] = gradeAll([createReply([0.2, 0.2, 0.2, 0.2])]);
    expect(constant).to.include({ outcome: "graded", reward: 0 });
  });

  it("compares with what the same hotkey gave before", () => {
    const previous = new Map([["miner 0", { alertIds, scores: [0.2, 0.3, 0.4, 0.5] }]]);
    const [grade] = gradeAll([createReply([0.1, 0.2, 0.3, 0.4])], previous);
    const consistency = grade?.outcome === "graded" ? grade.grade.tier2.temporalConsistency : undefined;
    expect(consistency).to.be.closeTo(0.9, 1e-12);
  });

  it("passes on why a miner could not be graded", () => {
    const [grade] = gradeAll([{ kind: "failed", failure: "timeout", reason: "late" }]);
    expect(grade).to.include({ outcome: "failed", failure: "timeout", reward: 0 });
  });
});

describe(meanRewards.name, () => {
  it("is the mean over the networks, a failure counting as 0", () => {
    const graded = gradeAll([createReply([0.1, 0.2, 0.3, 0.4])]);
    const failed = gradeAll([{ kind: "failed", failure: "timeout", reason: "late" }]);
    const [reward = 0] = graded.map((grade) => grade.reward);
    expect(reward).to.be.above(0);
    expect([...meanRewards([graded, failed])]).to.deep.equal([["miner 0", reward / 2]]);
  });
});

function gradeAll(
  replies: readonly ScoresReply[],
  previous: Parameters<typeof gradeReplies>[0]["previous"] = new Map(),
): MinerGrade[] {
  const batch = { alertIds, addresses: alertIds, labels: { alerts: [], values: [] }, patterns: undefined };
  const miners = replies.map((reply, uid) => ({ uid, hotkey: `miner ${uid}`, reply }));
  return gradeReplies({ replies: miners, batch, ageDays: 30, previous }, createGradingSettings());
}

function agreementOf(grade: MinerGrade | undefined): number | undefined {
  return grade?.outcome === "graded" ? grade.grade.tier2.rankCorrelation : undefined;
}

function createReply(scores: readonly number[]): ScoresReply {
  const submission = { alertIds, scores, modelVersion: "v1", modelGithubUrl: "https://example.org" };
  return { kind: "answered", submission, signedAtMs: 0, durationMs: 1, bytes: 1 };
}
