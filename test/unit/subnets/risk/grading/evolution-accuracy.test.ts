import { expect } from "chai";
import { createGradingSettings } from "../../../../support/grading.ts";
import { seededRandom } from "../../../../../src/subnets/risk/metrics/random.ts";
import type { EvolutionPattern } from "../../../../../src/subnets/risk/grading/evolution.ts";
import {
  gradeEvolution,
  type AlertPatterns,
} from "../../../../../src/subnets/risk/grading/evolution-accuracy.ts";

describe(gradeEvolution.name, () => {
  it("adds order, distance and range in their parts", () => {
    const result = grade([0.9, 0.2, 0.4], ["expanding_illicit", "benign_indicators", "benign_indicators"]);
    const brier = (0.01 + 0.04 + 0.16) / 3;
    expect(result).deep.include({ auc: 1, inRange: 2 / 3, coverage: 1 });
    expect(result.brier).closeTo(brier, 1e-15);
    expect(result.score).closeTo(0.4 + 0.3 * (1 - brier) + 0.3 * (2 / 3), 1e-15);
  });

  it("takes the ends of a range as inside", () => {
    const patterns: EvolutionPattern[] = ["expanding_illicit", "benign_indicators", "dormant", "ambiguous"];
    expect(grade([0.7, 0, 0.15, 0.3], patterns).inRange).equal(1);
    expect(grade([1, 0.3, 0.25, 0.7], patterns).inRange).equal(1);
    expect(grade([0.69, 0.31, 0.26, 0.29], patterns).inRange).equal(0);
  });

  it("labels the undecided by the side that the score takes", () => {
    const result = grade([0.5, 0.49], ["ambiguous", "dormant"]);
    expect(result.auc).equal(1);
    expect(result.brier).closeTo((0.25 + 0.49 ** 2) / 2, 1e-15);
  });

  it("counts a half for the order when there is one class", () => {
    expect(grade([0.1, 0.2], ["benign_indicators", "benign_indicators"]).auc).equal(0.5);
  });

  it("covers only addresses that are still there and alerts that have a score", () => {
    const result = grade(
      [0.1, 0.9, NaN, 0.3],
      ["benign_indicators", undefined, "dormant", "benign_indicators"],
    );
    expect(result).deep.include({ coverage: 0.5, inRange: 1, auc: 0.5 });
  });

  it("skips a batch none of whose addresses is left", () => {
    expect(gradeEvolution(Float64Array.of(0.5), [undefined], createGradingSettings())).deep.equal({
      kind: "skipped",
      reason: "no_address_left",
      coverage: 0,
    });
  });

  it("grades a mix of patterns as the reference was measured to", () => {
    const patterns = mixOf({ expanding_illicit: 5, benign_indicators: 85, ambiguous: 8, dormant: 2 });
    const random = seededRandom(1);
    const known = { expanding_illicit: 0.95, benign_indicators: 0.05, ambiguous: 0.5, dormant: 0.2 };
    const scoreOf = (scoreFor: (pattern: EvolutionPattern) => number) =>
      grade(patterns.map(scoreFor), patterns).score;
    expect(scoreOf(() => 0.15)).closeTo(0.74375, 1e-12);
    expect(scoreOf(() => random())).closeTo(0.554, 0.01);
    expect(scoreOf((pattern) => known[pattern])).closeTo(0.9931, 0.0001);
  });
});

function grade(scores: readonly number[], patterns: AlertPatterns) {
  const result = gradeEvolution(Float64Array.from(scores), patterns, createGradingSettings());
  return result.kind === "graded" ? result : expect.fail(result.reason);
}

/** Returns patterns in parts of a hundred, a hundred times. */
function mixOf(parts: Record<EvolutionPattern, number>): EvolutionPattern[] {
  const one = (Object.keys(parts) as EvolutionPattern[]).flatMap((pattern) =>
    Array.from({ length: parts[pattern] }, () => pattern),
  );
  return Array.from({ length: 100 }, () => one).flat();
}
