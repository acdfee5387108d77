import { expect } from "chai";
import {
  gradeLabels,
  joinLabels,
  labelOfRisk,
} from "../../../../../src/subnets/risk/grading/label-accuracy.ts";

describe(gradeLabels.name, () => {
  it("gives the golden values", () => {
    const grade = gradeLabels(scores, { alerts: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], values: labels });
    expect(grade).deep.include({ kind: "graded", coverage: 1 });
    if (grade.kind !== "graded") return;
    expect(grade.score).closeTo(0.8958333333, 1e-10);
    expect(grade.brier).closeTo(0.15074, 1e-12);
  });

  it("counts an address with several labels several times, beyond the number of alerts", () => {
    const pair = Float64Array.of(0.2, 0.8);
    expect(gradeLabels(pair, { alerts: [0, 1, 1], values: [0, 1, 0] })).deep.include({
      score: 0.75,
      coverage: 1.5,
    });
  });

  it("leaves out labels of alerts without a score", () => {
    const grade = gradeLabels(Float64Array.of(0.2, NaN, 0.8), { alerts: [0, 1, 2], values: [0, 0, 1] });
    expect(grade).deep.include({ score: 1, coverage: 2 / 3 });
  });

  it("skips what cannot be graded", () => {
    expect(gradeLabels(scores, { alerts: [], values: [] })).deep.equal({
      kind: "skipped",
      reason: "no_labels",
      coverage: 0,
    });
    expect(gradeLabels(scores, { alerts: [1, 4], values: [0, 0] })).deep.equal({
      kind: "skipped",
      reason: "one_class",
      coverage: 0.2,
    });
  });
});

describe(joinLabels.name, () => {
  it("gives an entry per alert and label, and none for a word that is no risk level", () => {
    const labels = [
      { address: "b", risk_level: "HIGH" },
      { address: "a", risk_level: "low" },
      { address: "b", risk_level: "medium" },
      { address: "a", risk_level: "unknown" },
      { address: "elsewhere", risk_level: "critical" },
    ];
    expect(joinLabels(["a", "b", "c", "b"], labels)).deep.equal({
      alerts: [0, 1, 1, 3, 3],
      values: [0, 1, 0, 1, 0],
    });
  });
});

describe(labelOfRisk.name, () => {
  it("makes two classes of four risks, in any case, and none of other words", () => {
    const risks = ["low", "medium", "High", "CRITICAL", "unknown", ""];
    expect(risks.map(labelOfRisk)).deep.equal([0, 0, 1, 1, undefined, undefined]);
  });
});

// facts: aml-risk 7.6
const scores = Float64Array.of(0.02, 0.11, 0.11, 0.35, 0.48, 0.62, 0.62, 0.77, 0.91, 0.99);
const labels = [0, 0, 1, 0, 0, 1, 1, 1, 1, 1];
