import { expect } from "chai";
import { medianScores } from "../../../../../src/subnets/risk/grading/consensus.ts";

describe(medianScores.name, () => {
  it("is the middle one, or the mean of the middle two", () => {
    const submissions = [
      [0.1, 0.2, 0.9],
      [0.5, 0.4, NaN],
      [0.3, NaN, NaN],
    ].map((scores) => Float64Array.from(scores));
    expect([...medianScores(submissions)]).deep.equal([0.3, (0.2 + 0.4) / 2, 0.9]);
  });

  it("is NaN for an alert that nobody scored", () => {
    expect([...medianScores([Float64Array.of(NaN, 0.2)])]).deep.equal([NaN, 0.2]);
    expect([...medianScores([])]).deep.equal([]);
  });
});
