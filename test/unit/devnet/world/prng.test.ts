import { expect } from "chai";
import fc from "fast-check";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { createRandom } from "../../../../src/devnet/world/prng.ts";

describe(createRandom.name, () => {
  it("repeats itself for the same seed and differs for another", () => {
    expect(draws("7")).to.deep.equal(draws("7"));
    expect(draws("7")).to.not.deep.equal(draws("8"));
  });

  it("gives a fork the same stream whatever was drawn before", () => {
    const fresh = createRandom("7");
    const used = createRandom("7");
    used.unit();
    expect(used.fork("births").unit()).to.equal(fresh.fork("births").unit());
    expect(used.fork("births").unit()).to.not.equal(fresh.fork("deaths").unit());
  });

  it("stays within the bounds asked for", () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: -50, max: 50 }), fc.nat(50), (seed, low, width) => {
        const value = createRandom(seed).integer(low, low + width);
        return Number.isInteger(value) && value >= low && value <= low + width;
      }),
    );
  });

  it("samples different items, all of them when asked for more", () => {
    fc.assert(
      fc.property(fc.string(), fc.uniqueArray(fc.integer()), fc.nat(20), (seed, items, count) => {
        const sample = createRandom(seed).sample(items, count);
        expect(sample).to.have.length(Math.min(count, items.length));
        expect(items).to.include.members(sample);
        expect(new Set(sample)).to.have.property("size", sample.length);
      }),
    );
  });

  it("has the mean and the median that were asked for", () => {
    const random = createRandom("moments");
    const waits = Array.from({ length: 4000 }, () => random.exponential(5));
    const amounts = Array.from({ length: 4000 }, () => random.logNormal(100, 0.5)).sort((a, b) => a - b);
    expect(waits.reduce((sum, wait) => sum + wait, 0) / waits.length).to.be.closeTo(5, 0.4);
    expect(amounts[2000]).to.be.closeTo(100, 5);
  });

  it("refuses to pick from nothing", () => {
    expect(() => createRandom("7").pick([]))
      .to.throw(NeuronError)
      .with.property("code", "INTERNAL");
  });
});

function draws(seed: string): number[] {
  const random = createRandom(seed);
  return Array.from({ length: 10 }, () => random.unit());
}
