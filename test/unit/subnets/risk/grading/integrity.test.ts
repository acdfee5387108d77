import { expect } from "chai";
import { NeuronError } from "../../../../../src/lib/errors.ts";
import { gradeIntegrity } from "../../../../../src/subnets/risk/grading/integrity.ts";
import { positionsOf, type Submission } from "../../../../../src/subnets/risk/grading/submission.ts";

describe(gradeIntegrity.name, () => {
  it("passes every alert once, in range, by a named model", () => {
    expect(grade()).deep.equal({
      completeness: 1,
      range: 1,
      duplicates: 1,
      metadata: 1,
      passed: true,
      missingAlerts: 0,
      foreignAlerts: 0,
    });
  });

  it("tells the share of alerts that were scored", () => {
    const result = grade({ alertIds: ["a", "b", "c"], scores: [0, 0.5, 1] });
    expect(result).deep.include({ completeness: 0.75, missingAlerts: 1, passed: false });
  });

  it("lets foreign alerts stand in for missing ones, as the reference does, and says so", () => {
    const result = grade({ alertIds: ["a", "b", "c", "x"] });
    expect(result).deep.include({ completeness: 1, passed: true, missingAlerts: 1, foreignAlerts: 1 });
    expect(grade({ alertIds: ["a", "b", "c", "d", "x"] }).completeness).equal(1);
  });

  it("tells the share of scores in range, NaN being outside", () => {
    const result = grade({ scores: [0, 1, 1.0000001, NaN] });
    expect(result).deep.include({ range: 0.5, passed: false });
    expect(grade({ scores: [-0.001, 0, 0, 0] }).range).equal(0.75);
  });

  it("fails an alert scored twice", () => {
    const result = grade({ alertIds: ["a", "b", "c", "d", "d"], scores: [0, 0, 0, 0, 0] });
    expect(result).deep.include({ duplicates: 0, completeness: 1, passed: false });
  });

  it("fails a model without version or repository", () => {
    expect(grade({ modelVersion: "" })).deep.include({ metadata: 0, passed: false });
    expect(grade({ modelGithubUrl: "" })).deep.include({ metadata: 0, passed: false });
  });

  it("fails an empty submission", () => {
    expect(grade({ alertIds: [], scores: [] })).deep.include({ completeness: 0, passed: false });
  });

  it("refuses an empty batch", () => {
    expect(() => gradeIntegrity(createSubmission(), positionsOf([])))
      .to.throw(NeuronError)
      .with.property("code", "BATCH_REJECTED");
  });
});

function grade(overrides: Partial<Submission> = {}) {
  return gradeIntegrity(createSubmission(overrides), positionsOf(["a", "b", "c", "d"]));
}

function createSubmission(overrides: Partial<Submission> = {}): Submission {
  return {
    alertIds: ["d", "a", "b", "c"],
    scores: [0, 0.25, 0.5, 1],
    modelVersion: "alert_scorer_torus_v1.0.0",
    modelGithubUrl: "https://github.example/model",
    ...overrides,
  };
}
