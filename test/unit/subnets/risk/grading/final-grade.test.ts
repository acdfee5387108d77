import { expect } from "chai";
import { createGradingSettings } from "../../../../support/grading.ts";
import { finalGrade, type Tiers } from "../../../../../src/subnets/risk/grading/final-grade.ts";

describe(finalGrade.name, () => {
  it("adds a tenth of behaviour to nine tenths of accuracy as far as it covers", () => {
    const { score, tier3, verdict } = grade();
    expect(tier3).closeTo(0.445, 1e-15);
    expect(score).closeTo(0.4705, 1e-15);
    expect(verdict).equal("graded");
  });

  it("gives nothing for broken integrity, unless its gate is open", () => {
    const broken = { tier1: { passed: false } };
    expect(grade(broken)).deep.include({ score: 0, verdict: "tier1_failed" });
    expect(grade({ ...broken, ageDays: 0 }).verdict).equal("tier1_failed");
    expect(grade(broken, { "grading.tier1.gate": "false" }).verdict).equal("graded");
  });

  it("gives nothing for poor behaviour only when its gate is closed", () => {
    const poor = { tier2: { score: 0.49 } };
    expect(grade(poor).verdict).equal("graded");
    expect(grade(poor, { "grading.tier2.gate": "true" })).deep.include({ score: 0, verdict: "tier2_failed" });
    expect(grade({ tier2: { score: 0.5 } }, { "grading.tier2.gate": "true" }).verdict).equal("graded");
  });

  it("gives a flat reward before the 29th day", () => {
    expect(grade({ ageDays: 28 })).deep.include({ score: 0.1, verdict: "flat_period" });
    expect(grade({ ageDays: 29 }).verdict).equal("graded");
  });

  it("counts a part that was skipped as nothing", () => {
    const skipped = { kind: "skipped" } as const;
    const { score } = grade({ tier3: { labels: skipped, evolution: skipped } });
    expect(score).closeTo(0.07, 1e-15);
  });

  it("is NaN where behaviour is, the flat period apart", () => {
    expect(grade({ tier2: { score: NaN } }).score).deep.equal(NaN);
    expect(grade({ tier2: { score: NaN }, ageDays: 3 }).score).equal(0.1);
  });
});

function grade(overrides: Partial<Tiers> = {}, flags: Record<string, string> = {}) {
  const tiers: Tiers = {
    tier1: { passed: true },
    tier2: { score: 0.7 },
    tier3: {
      labels: { kind: "graded", score: 0.8, coverage: 0.1 },
      evolution: { kind: "graded", score: 0.9, coverage: 0.9 },
    },
    ageDays: 30,
    ...overrides,
  };
  return finalGrade(tiers, createGradingSettings(flags));
}
