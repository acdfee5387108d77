import { expect } from "chai";
import { createGradingSettings } from "../../../../support/grading.ts";
import {
  gradeSubmission,
  type GradeRequest,
} from "../../../../../src/subnets/risk/grading/grade-submission.ts";

describe(gradeSubmission.name, () => {
  it("grades a submission in any order of its rows by all tiers", () => {
    const { final, tier1, tier2, tier3 } = grade();
    expect(tier1.passed).equal(true);
    expect(tier2.rankCorrelation).equal(1);
    expect(tier3.labels).deep.include({ kind: "graded", score: 1, coverage: 2 / 3 });
    expect(tier3.evolution).deep.include({ kind: "graded", auc: 1, inRange: 1, coverage: 1 });
    const evolution = 0.4 + 0.3 * (1 - (0.01 + 0.01 + 0.04) / 3) + 0.3;
    const accuracy = 0.5 * (2 / 3) + 0.5 * evolution;
    expect(final.score).closeTo(0.1 * tier2.score + 0.9 * accuracy, 1e-15);
  });

  it("leaves evolution out before its day and without its batch", () => {
    const { labels, alertIds, addresses } = batch;
    expect(grade({ ageDays: 29 }).tier3.evolution).deep.include({ reason: "too_early" });
    const unknown = { batch: { labels, alertIds, addresses, patterns: undefined } };
    expect(grade(unknown).tier3.evolution).deep.include({ reason: "no_snapshot" });
  });

  it("compares with the consensus and with what was given before", () => {
    const consensus = Float64Array.of(0.1, 0.2, 0.9);
    const { tier2 } = grade({ consensus, previous: { alertIds: ["b", "a"], scores: [0.3, 0.6] } });
    expect(tier2.rankCorrelation).equal(0.25);
    expect(tier2.temporalConsistency).closeTo(1 - (0.2 + 0.3) / 2, 1e-15);
  });

  it("gives nothing to an incomplete submission, and still tells every tier", () => {
    const submission = { ...createRequest().submission, alertIds: ["c", "a"], scores: [0.2, 0.9] };
    const { final, tier3 } = grade({ submission });
    expect(final).deep.include({ score: 0, verdict: "tier1_failed" });
    expect(tier3.evolution).deep.include({ kind: "graded", coverage: 2 / 3 });
  });
});

const batch: GradeRequest["batch"] = {
  alertIds: ["a", "b", "c"],
  addresses: ["one", "two", "three"],
  labels: { alerts: [0, 1], values: [1, 0] },
  patterns: ["expanding_illicit", "benign_indicators", "benign_indicators"],
};

function grade(overrides: Partial<GradeRequest> = {}) {
  return gradeSubmission(createRequest(overrides), createGradingSettings());
}

function createRequest(overrides: Partial<GradeRequest> = {}): GradeRequest {
  return {
    submission: {
      alertIds: ["c", "a", "b"],
      scores: [0.2, 0.9, 0.1],
      modelVersion: "alert_scorer_torus_v1.0.0",
      modelGithubUrl: "https://github.example/model",
    },
    batch,
    ageDays: 30,
    ...overrides,
  };
}
