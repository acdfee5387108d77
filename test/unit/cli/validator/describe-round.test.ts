import { expect } from "chai";
import {
  describeIntegrity,
  describeRound,
  roundResult,
} from "../../../../src/cli/validator/describe-round.ts";
import { gradeSubmission, type GradedBatch } from "../../../../src/subnets/risk/grading/grade-submission.ts";
import type { MinerGrade } from "../../../../src/subnets/risk/validation/grade-replies.ts";
import type { RoundReport } from "../../../../src/subnets/risk/validation/validator.ts";
import { createGradingSettings } from "../../../support/grading.ts";

const hotkey = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const key = { network: "torus", processingDate: "2025-08-01", windowDays: 195 };
const weights = { uids: [3], values: [65535] };

describe(describeRound.name, () => {
  it("tells of each miner what every tier found, and what it is given", () => {
    const lines = describeRound(createReport({ grades: [graded()] }));
    expect(lines[0]).to.equal(
      "1 miner asked for torus 2025-08-01 195d: 4 alerts, 30 days older than our newest batch",
    );
    expect(lines[1]).to.equal(`  uid 3 ${hotkey}: 4 scores in 12 ms, signed by it`);
    expect(lines[2]).to.match(/^ {4}integrity {5}passed/);
    expect(lines[3]).to.match(/^ {4}behaviour {5}0\.\d{3}: spread 0\.\d{3}, /);
    expect(lines[4]).to.include("labels AUC 1.000 over 50 %; evolution 0.");
    expect(lines[5]).to.match(/^ {4}grade {9}0\.\d{3} \(behaviour and accuracy, weighted\)$/);
  });

  it("says why a miner was not graded", () => {
    const failed = { failure: "unsigned", reason: "its answer is not signed" } as const;
    const grades: MinerGrade[] = [{ uid: 3, hotkey, outcome: "failed", reward: 0, ...failed }];
    expect(describeRound(createReport({ grades }))[1]).to.equal(
      `  uid 3 ${hotkey}: not graded, 0 (unsigned): its answer is not signed`,
    );
  });

  it("says what a grade cannot be made of yet", () => {
    const early = { ...graded({ labels: { alerts: [], values: [] } }, 1) };
    const [, , , , accuracy, grade] = describeRound(createReport({ grades: [early] }));
    expect(accuracy).to.include("no labels; too early for evolution");
    expect(grade).to.include("what every miner gets until accuracy can be judged");
    const blind = describeRound(createReport({ grades: [graded({ patterns: undefined })] }));
    expect(blind[4]).to.include("no batch to see the evolution in");
    const gone = describeRound(
      createReport({ grades: [graded({ patterns: new Array(4).fill(undefined) })] }),
    );
    expect(gone[4]).to.include("no address left to see the evolution of");
    const oneClass = describeRound(
      createReport({ grades: [graded({ labels: { alerts: [0], values: [1] } })] }),
    );
    expect(oneClass[4]).to.include("labels of one class only");
  });

  it("calls the grade of constant scores undefined, and says why", () => {
    const constant = describeRound(createReport({ grades: [graded({}, 30, [0.1, 0.1, 0.1, 0.1])] }));
    expect(constant[5]).to.include("constant scores have no order");
  });

  it("shows how a miner's moving average moved", () => {
    const averages = new Map([[hotkey, 0.25]]);
    const lines = describeRound(createReport({ grades: [graded()], averages }));
    expect(lines.at(-2)).to.equal("Moving average of uid 3: 0.000 -> 0.250");
  });

  it("tells what became of the weights, and of those that waited", () => {
    const last = (own: Partial<RoundReport>) => describeRound(createReport(own)).at(-1);
    expect(last({ weights: { kind: "set", weights, onChain: weights } })).to.equal(
      "Weights set, and read back from the chain: uid 3 65535/65535",
    );
    expect(last({ weights: { kind: "refused", weights, reason: "too fast" } })).to.equal(
      "Weights not set: too fast",
    );
    const none = { uids: [], values: [] };
    expect(last({ weights: { kind: "kept", why: "nobody_earned", weights: none } })).to.equal(
      "Weights not set, nobody has earned any: they would be none",
    );
    const reveals = [
      [{ kind: "waiting" }, "wait to be revealed"],
      [{ kind: "expired" }, "were not revealed in time"],
      [{ kind: "revealed" }, "are revealed"],
      [{ kind: "refused", reason: "bad proof" }, "could not be revealed: bad proof"],
    ] as const;
    for (const [reveal, words] of reveals) {
      expect(describeRound(createReport({ reveal })).at(-2)).to.include(words);
    }
  });
});

describe(roundResult.name, () => {
  it("tells machines the same, without the scores", () => {
    const result = roundResult(createReport({ grades: [graded()], averages: new Map([[hotkey, 0.25]]) }));
    const told = JSON.stringify(result);
    expect(result).to.include({ block: 7 });
    expect(result["averages"]).to.deep.equal({ [hotkey]: 0.25 });
    expect(told).to.include('"outcome":"graded"');
    expect(told).to.not.include("alert-0");
  });
});

describe(describeIntegrity.name, () => {
  it("names every part of the gate that fails", () => {
    const { grade } = graded({}, 30, [0.1, 2], ["alert-0", "alert-0"]);
    expect(describeIntegrity(grade.tier1)).to.equal(
      "failed: 3 alerts missing, 50 % of the scores are no numbers from 0 to 1, alerts scored twice",
    );
    const stranger = graded({}, 30, [0.1], ["another"], "");
    expect(describeIntegrity(stranger.grade.tier1)).to.equal(
      "failed: 4 alerts missing, 1 alert unknown, no version or repository of the model",
    );
  });
});

type Graded = Extract<MinerGrade, { outcome: "graded" }>;

function graded(
  own: Partial<GradedBatch> = {},
  ageDays = 30,
  scores = [0.9, 0.1, 0.05, 0.2],
  alertIds = scores.map((_, alert) => `alert-${alert}`),
  modelVersion = "1",
): Graded {
  const batch: GradedBatch = {
    alertIds: [0, 1, 2, 3].map((alert) => `alert-${alert}`),
    addresses: ["a", "b", "c", "d"],
    labels: { alerts: [0, 1], values: [1, 0] },
    patterns: ["expanding_illicit", "benign_indicators", "benign_indicators", "benign_indicators"],
    ...own,
  };
  const submission = { alertIds, scores, modelVersion, modelGithubUrl: "https://example.org/miner" };
  const grade = gradeSubmission({ submission, batch, ageDays }, createGradingSettings());
  const reward = Number.isFinite(grade.final.score) ? grade.final.score : 0;
  return { uid: 3, hotkey, outcome: "graded", grade, reward, submission, durationMs: 12 };
}

function createReport({
  grades = [],
  ...own
}: Partial<RoundReport> & { readonly grades?: readonly MinerGrade[] }): RoundReport {
  return {
    block: 7,
    batches: [{ key, alerts: 4, ageDays: 30, grades }],
    before: new Map(),
    averages: new Map(),
    reveal: undefined,
    weights: { kind: "kept", why: "disabled", weights },
    ...own,
  };
}
