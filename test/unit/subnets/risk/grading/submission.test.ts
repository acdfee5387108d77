import { expect } from "chai";
import { alignScores, positionsOf } from "../../../../../src/subnets/risk/grading/submission.ts";

describe(alignScores.name, () => {
  it("puts scores into the batch's order, NaN where there is none, strangers left out", () => {
    const submitted = { alertIds: ["c", "x", "a"], scores: [0.3, 0.9, 0.1] };
    expect([...alignScores(submitted, positionsOf(["a", "b", "c"]))]).deep.equal([0.1, NaN, 0.3]);
  });

  it("takes the later of two scores for one alert", () => {
    const submitted = { alertIds: ["a", "a"], scores: [0.1, 0.2] };
    expect([...alignScores(submitted, positionsOf(["a"]))]).deep.equal([0.2]);
  });
});
