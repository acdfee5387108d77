import { expect } from "chai";
import fc from "fast-check";
import {
  entropyBits,
  median,
  placeOfGreatest,
  producerGini,
  variance,
} from "../../../../src/devnet/world/statistics.ts";

describe(producerGini.name, () => {
  it("is -1/n of equal values, where a true Gini coefficient is 0", () => {
    expect(producerGini([5, 5, 5, 5])).to.be.closeTo(-0.25, 1e-12);
  });

  it("is 0 of fewer than two values", () => {
    expect([producerGini([]), producerGini([9])]).to.deep.equal([0, 0]);
  });

  it("never leaves [-1, 0]", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true })), (values) => {
        expect(producerGini(values)).to.be.within(-1 - 1e-9, 0);
      }),
    );
  });
});

describe(entropyBits.name, () => {
  it("counts the bits of a fair choice", () => {
    expect(entropyBits([3, 3, 3, 3])).to.equal(2);
    expect(entropyBits([3, 0])).to.equal(0);
    expect(entropyBits([])).to.equal(0);
  });
});

describe(median.name, () => {
  it("takes the middle, or the mean of the two in the middle", () => {
    expect([median([]), median([3, 1, 2]), median([4, 1, 3, 2])]).to.deep.equal([0, 2, 2.5]);
  });
});

describe(variance.name, () => {
  it("divides by one less than the count", () => {
    expect([variance([2]), variance([1, 3])]).to.deep.equal([0, 2]);
  });
});

describe(placeOfGreatest.name, () => {
  it("is the first of equals", () => {
    expect([placeOfGreatest([1, 4, 4]), placeOfGreatest([])]).to.deep.equal([1, 0]);
  });
});
