import { expect } from "chai";
import fc from "fast-check";

import { NeuronError } from "../../../src/lib/errors.ts";
import { checkedScores, shortestDecimal, sigmoid } from "../../../src/ml/scores.ts";

const unitFloat = fc.float({ min: 0, max: 1, noNaN: true });

describe(shortestDecimal.name, () => {
  it("reads as people would write the float", () => {
    const floats = [0.8734, 0.1, 0.5, 1, 0, 0.000123, 1e-7, 3.25e-20].map(Math.fround);
    expect(floats.map(shortestDecimal)).deep.equal([0.8734, 0.1, 0.5, 1, 0, 0.000123, 1e-7, 3.25e-20]);
  });

  it("converts back to the very same float", () => {
    fc.assert(fc.property(unitFloat, (value) => Math.fround(shortestDecimal(value)) === value));
  });

  it("equals the first of the decimals of six to nine digits that converts back", () => {
    const bySearch = (value: number) =>
      [6, 7, 8, 9]
        .map((digits) => Number(value.toPrecision(digits)))
        .find((decimal) => Math.fround(decimal) === value);
    fc.assert(fc.property(unitFloat, (value) => shortestDecimal(value) === bySearch(value)));
  });

  it("keeps the order of floats", () => {
    fc.assert(
      fc.property(
        unitFloat,
        unitFloat,
        (a, b) => Math.sign(shortestDecimal(a) - shortestDecimal(b)) === Math.sign(a - b),
      ),
    );
  });
});

describe(sigmoid.name, () => {
  it("maps every finite margin into [0,1], and 0 to a half", () => {
    expect([-1000, 0, 1000].map(sigmoid)).deep.equal([0, 0.5, 1]);
  });

  it("tells apart neighbouring margins that single precision merges", () => {
    const [margin, next] = [Math.fround(18), Math.fround(18.000002)];
    expect(Math.fround(sigmoid(next))).equal(Math.fround(sigmoid(margin)));
    expect(sigmoid(next)).above(sigmoid(margin));
  });
});

describe(checkedScores.name, () => {
  it("returns scores in [0,1] as they are", () => {
    const scores = Float64Array.of(0, 0.5, 1);
    expect(checkedScores(scores)).equal(scores);
  });

  for (const bad of [NaN, Infinity, -0.1, 1.1]) {
    it(`refuses ${bad}`, () => {
      expect(() => checkedScores(Float64Array.of(0.5, bad)))
        .throw(NeuronError)
        .with.property("code", "INTERNAL");
    });
  }
});
