import { expect } from "chai";
import fc from "fast-check";

import { averageRanks, rankCorrelation } from "../../../../../src/subnets/risk/metrics/ranks.ts";

const digits = fc.array(fc.nat(9), { minLength: 2, maxLength: 40 });

describe(averageRanks.name, () => {
  it("gives equal values the mean of their ranks", () => {
    expect([...averageRanks([0.5, 0.1, 0.5, 0.9, 0.5])]).deep.equal([3, 1, 3, 5, 3]);
  });

  it("is the number of lesser values plus half of the equal ones", () => {
    fc.assert(
      fc.property(digits, (values) => {
        const expected = values.map((value) => {
          const lesser = values.filter((other) => other < value).length;
          const equal = values.filter((other) => other === value).length;
          return lesser + (equal + 1) / 2;
        });
        expect([...averageRanks(values)]).deep.equal(expected);
      }),
    );
  });
});

describe(rankCorrelation.name, () => {
  it("gives the golden value", () => {
    const scores = [0.02, 0.11, 0.11, 0.35, 0.48, 0.62, 0.62, 0.77, 0.91, 0.99];
    const consensus = [0.1, 0.05, 0.2, 0.3, 0.55, 0.5, 0.65, 0.7, 0.95, 0.9];
    expect(rankCorrelation(scores, consensus)).closeTo(0.9451395216446115, 1e-15);
  });

  it("is exactly 1 with itself, exactly -1 with its reverse, and NaN when constant", () => {
    fc.assert(
      fc.property(digits, (values) => {
        const isConstant = new Set(values).size === 1;
        const reversed = values.map((value) => -value);
        expect(rankCorrelation(values, values)).deep.equal(isConstant ? NaN : 1);
        expect(rankCorrelation(values, reversed)).deep.equal(isConstant ? NaN : -1);
      }),
    );
  });

  it("is NaN for fewer than two values", () => {
    expect(rankCorrelation([0.5], [0.5])).deep.equal(NaN);
    expect(rankCorrelation([], [])).deep.equal(NaN);
  });
});
