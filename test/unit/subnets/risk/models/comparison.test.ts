import { expect } from "chai";
import { compare, type Contest } from "../../../../../src/subnets/risk/models/comparison.ts";
import { dayNumber } from "../../../../../src/subnets/risk/days.ts";
import type { HeldOutRows } from "../../../../../src/subnets/risk/models/held-out.ts";
import { judge } from "../../../../../src/subnets/risk/models/judge.ts";
import { createGradingSettings } from "../../../../support/grading.ts";
import { createCard } from "../../../../support/published.ts";

const grading = createGradingSettings();
const [expanding, benign] = [1, 2];
const [older, newer] = ["2025-08-01", "2025-08-31"];
/** Right about the newer date alone, and about the older alone: an expanding and a benign row each. */
const rightLater = [0.1, 0.9, 0.9, 0.1];
const rightEarlier = [0.9, 0.1, 0.1, 0.9];

describe(compare.name, () => {
  it("compares on rows whose labels the champion could not have known", () => {
    // Known until the older date's labels came out, a horizon later.
    const found = compare(createContest({ champion: createChampion("2025-08-31") }));
    expect(found?.on).to.equal("2 rows of 1 dates new to both");
    expect(found?.challenger).to.be.above(0.9);
    expect(found?.champion).to.be.below(0.2);
  });

  it("compares on every row with a champion that learned before all of them", () => {
    const found = compare(createContest({ champion: createChampion("2025-07-01") }));
    expect(found?.on).to.equal("4 rows of 2 dates new to both");
    expect(found?.challenger).to.be.closeTo(found?.champion ?? NaN, 1e-6);
  });

  it("compares on every row with a prior, which learned nothing", () => {
    const champion = createCard("alert_scorer", {
      baseline_reason: "too few labels",
      labels_until: "2030-01-01",
    });
    expect(compare(createContest({ champion }))?.on).to.match(/^4 rows/);
  });

  it("falls back to the dates that both held out, when the champion knew every label", () => {
    const champion = { ...createChampion("2030-01-01"), ...graded({ [newer]: 0.5, "2020-01-01": 0.1 }) };
    const found = compare(createContest({ champion }));
    expect(found).to.deep.include({ champion: 0.5, on: "1 dates that either held out" });
    expect(found?.challenger).to.be.above(0.9);
  });

  it("falls back likewise where the champion could not score the rows", () => {
    const champion = { ...createChampion("2025-07-01"), ...graded({ [newer]: 0.5 }) };
    const found = compare(createContest({ champion, championScores: [NaN, NaN, NaN, NaN] }));
    expect(found?.champion).to.equal(0.5);
  });

  it("has no answer where there is nothing in common", () => {
    expect(compare(createContest({ champion: createChampion("2030-01-01") }))).to.equal(undefined);
  });
});

function createChampion(labelsUntil: string) {
  return createCard("alert_scorer", { labels_until: labelsUntil });
}

function graded(gradeByDate: Record<string, number>) {
  const measures = { grade: 0.5, pr_auc: null, brier: null, calibration_error: null, search: null };
  return {
    validation: { kind: "walk-forward" as const, folds: [], grade_by_date: gradeByDate, ...measures },
  };
}

function createContest(
  overrides: Partial<Contest> & { readonly championScores?: readonly number[] },
): Contest {
  const { championScores = rightEarlier, ...rest } = overrides;
  const rows = createRows(championScores);
  const scores = Float64Array.from(rightLater);
  return {
    champion: createChampion("2025-08-31"),
    rows,
    scores,
    judgement: judge(rows, scores, grading),
    judge: (picked, given) => judge(picked, given, grading),
    horizonDays: 30,
    ...rest,
  };
}

function createRows(championScores: readonly number[]): HeldOutRows {
  const dates = Float32Array.of(...[older, older, newer, newer].map(dayNumber));
  return {
    labels: Float32Array.of(1, 0, 1, 0),
    dates,
    addresses: Float32Array.of(1, 2, 3, 4),
    patterns: Float32Array.of(expanding, benign, expanding, benign),
    margins: new Float32Array(4),
    championScores: Float32Array.from(championScores),
  };
}
