import { expect } from "chai";
import fc from "fast-check";
import { z } from "zod";
import { normaliseWeights, roundHalfToEven } from "../../../../src/chain/weights/normalise.ts";
import { NeuronError } from "../../../../src/lib/errors.ts";
import { readFixture } from "../../../support/fixtures.ts";

const vectorsSchema = z.object({
  u16_emit: z.array(z.object({ weights: z.array(z.number()), u16_before_zero_filter: z.array(z.number()) })),
});

describe(normaliseWeights.name, () => {
  it("makes the numbers of the vectors, without the zeros", async () => {
    const { u16_emit: vectors } = await readFixture("chain/weights", vectorsSchema);
    expect(vectors).to.have.lengthOf(4);
    for (const { weights, u16_before_zero_filter: expected } of vectors) {
      const { uids, values } = normaliseWeights(new Map(weights.entries()));
      expect(values).to.deep.equal(expected.filter((value) => value > 0));
      expect(uids.map((uid) => expected[uid])).to.deep.equal(values);
    }
  });

  it("gives no weights for none, and for zeros alone", () => {
    for (const weights of [new Map<number, number>(), new Map([[3, 0]])]) {
      expect(normaliseWeights(weights)).to.deep.equal({ uids: [], values: [] });
    }
  });

  it("gives the largest 65535, and nobody more or zero, for any weights", () => {
    const weights = fc
      .uniqueArray(fc.tuple(fc.nat(65_535), fc.double({ min: 0, max: 1e300, noNaN: true })), {
        selector: ([uid]) => uid,
      })
      .map((entries) => new Map(entries));
    fc.assert(
      fc.property(weights, (given) => {
        const { uids, values } = normaliseWeights(given);
        expect(uids).to.have.lengthOf(values.length);
        for (const value of values) expect(value).to.be.within(1, 65_535);
        if (Math.max(0, ...given.values()) > 0) expect(Math.max(...values)).to.equal(65_535);
        expect(uids).to.deep.equal([...uids].sort((one, other) => one - other));
      }),
    );
  });

  for (const [uid, weight] of [
    [0, -1],
    [0, Number.NaN],
    [0, Number.POSITIVE_INFINITY],
    [-1, 1],
    [1.5, 1],
    [65_536, 1],
  ] as const) {
    it(`refuses the weight ${weight} of uid ${uid}`, () => {
      expect(() => normaliseWeights(new Map([[uid, weight]])))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    });
  }
});

describe(roundHalfToEven.name, () => {
  it("rounds as Python does", () => {
    for (const [value, rounded] of [
      [0.5, 0],
      [1.5, 2],
      [2.5, 2],
      [2.4999, 2],
      [2.5001, 3],
      [32_767.5, 32_768],
    ] as const) {
      expect(roundHalfToEven(value)).to.equal(rounded);
    }
  });
});
