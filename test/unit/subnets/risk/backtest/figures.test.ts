import { expect } from "chai";
import { figuresOf, partOf, type Figures } from "../../../../../src/subnets/risk/backtest/figures.ts";
import { allRows, gradeEntry, type DateSample } from "../../../../../src/subnets/risk/backtest/sample.ts";
import { createEvidence, createSample } from "../../../../support/backtest.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const grading = createGradingSettings();

describe(figuresOf.name, () => {
  it("has nothing to say of no date", () => {
    expect(figuresOf([])).to.equal(undefined);
  });

  it("takes the mean over dates of what is graded per batch", () => {
    const [one, other] = [createSample(grading), reversed()];
    const [a, b, both] = [of([one]), of([other]), of([one, other])];
    expect(both.evolution).to.be.closeTo(((a.evolution ?? NaN) + (b.evolution ?? NaN)) / 2, 1e-12);
    expect(both.final).to.be.closeTo(((a.final ?? NaN) + (b.final ?? NaN)) / 2, 1e-12);
  });

  it("measures over the alerts of all dates together what is of alerts", () => {
    const both = of([createSample(grading), reversed()]);
    expect(of([createSample(grading)]).auc).to.equal(1);
    expect(of([reversed()]).auc).to.equal(0);
    // Across dates a pair can be in order where none within a date is.
    expect(both.auc).to.be.within(0.25, 0.75);
  });

  it("leaves a date out of the mean that has no value, and keeps the undefined grade of constant scores", () => {
    const unlabelled = createSample(grading);
    const evidence = { ...unlabelled.evidence, labels: { alerts: [], values: [] } };
    expect(of([{ ...unlabelled, evidence }]).labels_auc).to.equal(undefined);
    expect(of([{ ...unlabelled, evidence }, createSample(grading)]).labels_auc).to.equal(
      of([createSample(grading)]).labels_auc,
    );
    const constant = of([createSample(grading)], "constant");
    expect(constant.final).to.be.NaN;
    expect(constant.evolution).to.be.a("number");
  });
});

describe(partOf.name, () => {
  it("counts an alert as often as it is drawn, with its labels", () => {
    const sample = createSample(grading);
    const once = partOf({ ...drawn(sample), rows: Uint32Array.of(0, 1, 2) }, grading);
    const thrice = partOf({ ...drawn(sample), rows: Uint32Array.of(0, 1, 2, 2, 2) }, grading);
    expect(thrice.covered.scores).to.have.length(5);
    // The risky alert 0 is scored above the harmless 2 and below the harmless 1.
    expect(once.batch.labels_auc).to.equal(1 / 2);
    expect(thrice.batch.labels_auc).to.equal(3 / 4);
  });

  it("keeps tiers 1 and 2 of the whole batch: whoever is drawn twice has not submitted twice", () => {
    const sample = createSample(grading);
    const twice = partOf({ ...drawn(sample), rows: Uint32Array.of(0, 0, 1) }, grading);
    const whole = partOf(drawn(sample), grading);
    expect(twice.batch.tier1).to.equal(1);
    expect(twice.batch.tier2).to.equal(whole.batch.tier2);
  });

  it("decides between expanding and benign alone, and leaves out whose address is gone or has no score", () => {
    const { covered, decided } = partOf(drawn(createSample(grading)), grading);
    const { patterns = [] } = createEvidence(60);
    const count = (wanted: (pattern: string | undefined) => boolean) => patterns.filter(wanted).length;
    expect(covered.scores).to.have.length(count((pattern) => pattern !== undefined));
    expect(decided.scores).to.have.length(
      count((pattern) => pattern === "expanding_illicit" || pattern === "benign_indicators"),
    );
  });
});

function drawn(sample: DateSample, contestant: "ours" | "constant" = "ours") {
  const entry = sample.entries.get(contestant);
  if (entry === undefined) throw new Error("The sample has it");
  return { sample, entry, rows: allRows(sample.evidence) };
}

function of(samples: readonly DateSample[], contestant: "ours" | "constant" = "ours"): Figures {
  const figures = figuresOf(samples.map((sample) => partOf(drawn(sample, contestant), grading)));
  if (figures === undefined) throw new Error("There are figures of a date");
  return figures;
}

/** The same date, scored in the very opposite order. */
function reversed(): DateSample {
  const sample = createSample(grading);
  const { evidence } = sample;
  const scores = drawn(sample).entry.scores.map((score) => 1 - score);
  const scored = { alertIds: evidence.alertIds, scores };
  const entry = gradeEntry({ evidence, scored, previous: undefined }, grading);
  return { ...sample, entries: new Map([["ours", entry]]) };
}
