import { expect } from "chai";
import { addressConsistency } from "../../../../../src/subnets/risk/grading/address-consistency.ts";

describe(addressConsistency.name, () => {
  it("takes a step of the penalty for each step of the deviation", () => {
    const spreads = [0.15, 0.25, 0.4, 0.6].map((spread) =>
      addressConsistency(["a", "a"], [0.2, 0.2 + spread]),
    );
    expect(spreads).deep.equal([1, 0.95, 0.9, 0.85]);
  });

  it("uses the population deviation, as numpy rounds it", () => {
    expect(addressConsistency(["a", "a"], [0.2, 0.4])).equal(0.95);
    expect(addressConsistency(["a", "a"], [0.1, 0.3])).equal(1);
    expect(addressConsistency(["a", "a", "a"], [0.2, 0.3, 0.4])).equal(1);
    expect(addressConsistency(["a", "a"], [0.2, 0.55])).equal(0.9);
  });

  it("averages over the addresses with several alerts only", () => {
    expect(addressConsistency(["a", "b", "a", "c", "b"], [0.1, 0.5, 0.9, 0, 0.5])).closeTo(0.925, 1e-15);
    expect(addressConsistency(["a", "b"], [0, 1])).equal(1);
    expect(addressConsistency([], [])).equal(1);
  });

  it("leaves out alerts without a score", () => {
    expect(addressConsistency(["a", "a"], [0.1, NaN])).equal(1);
  });
});
