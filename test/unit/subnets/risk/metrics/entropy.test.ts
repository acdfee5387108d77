import { expect } from "chai";
import { normalisedEntropy } from "../../../../../src/subnets/risk/metrics/entropy.ts";

describe(normalisedEntropy.name, () => {
  it("is 1 for equal counts and next to 0 for one bin alone", () => {
    expect(normalisedEntropy([3, 3, 3, 3])).closeTo(1, 1e-12);
    expect(normalisedEntropy([0, 0, 0, 0, 7, 0, 0, 0, 0, 0])).closeTo(9.390865057e-9, 1e-15);
  });

  it("has the reference's values for three and five of ten bins", () => {
    expect(normalisedEntropy([1, 0, 0, 0, 1, 0, 0, 0, 0, 1])).closeTo(0.47712126168969366, 1e-14);
    expect(normalisedEntropy([2, 0, 2, 0, 2, 0, 2, 0, 2, 0])).closeTo(0.699, 1e-4);
  });

  it("is 0 for no counts", () => {
    expect(normalisedEntropy([0, 0])).equal(0);
  });
});
