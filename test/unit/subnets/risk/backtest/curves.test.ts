import { expect } from "chai";
import { curvesOf } from "../../../../../src/subnets/risk/backtest/curves.ts";

describe(curvesOf.name, () => {
  it("draws ROC, precision and lift of a perfect order", () => {
    const outcomes = { scores: [0.9, 0.8, 0.2, 0.1], labels: [1, 1, 0, 0] };
    const { roc, precision_recall, lift, scores } = curvesOf(outcomes, outcomes);
    expect(roc).to.deep.equal([
      [0, 0],
      [0, 0.5],
      [0, 1],
      [0.5, 1],
      [1, 1],
    ]);
    expect(precision_recall[1]).to.deep.equal([1, 1]);
    expect(lift.find(([share]) => share === 0.5)).to.deep.equal([0.5, 2]);
    expect(lift.at(-1)).to.deep.equal([1, 1]);
    expect(scores.expanding[18]).to.equal(1);
    expect(scores.others.reduce((sum, count) => sum + count, 0)).to.equal(2);
  });

  it("gains nothing from the order of rows that tie", () => {
    const outcomes = { scores: [0.5, 0.5, 0.5, 0.5], labels: [1, 0, 0, 0] };
    const { roc, lift } = curvesOf(outcomes, outcomes);
    expect(roc).to.deep.equal([
      [0, 0],
      [1, 1],
    ]);
    for (const [, times] of lift) expect(times).to.be.closeTo(1, 1e-12);
  });

  it("has no ROC and no lift of one class", () => {
    const outcomes = { scores: [0.5, 0.4], labels: [0, 0] };
    expect(curvesOf(outcomes, outcomes).roc).to.deep.equal([]);
    expect(curvesOf(outcomes, outcomes).lift).to.deep.equal([]);
  });

  it("keeps the ends of a long curve and no more points than a chart can show", () => {
    const rows = Array.from({ length: 5_000 }, (_, row) => row);
    const outcomes = { scores: rows.map((row) => row / 5_000), labels: rows.map((row) => row % 2) };
    const { roc } = curvesOf(outcomes, outcomes);
    expect(roc).to.have.length(100);
    expect([roc[0], roc.at(-1)]).to.deep.equal([
      [0, 0],
      [1, 1],
    ]);
  });
});
