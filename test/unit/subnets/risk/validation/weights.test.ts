import { expect } from "chai";
import fc from "fast-check";

import { normaliseWeights } from "../../../../../src/chain/weights/normalise.ts";
import { weightsOf } from "../../../../../src/subnets/risk/validation/weights.ts";

describe(weightsOf.name, () => {
  it("shares out in proportion to the averages, by uid", () => {
    const averages = new Map([
      ["hotkey-0", 0.3],
      ["hotkey-2", 0.1],
    ]);
    const weights = weightsOf(averages, neurons(3));
    expect([...weights.keys()]).deep.equal([0, 2]);
    expect(weights.get(0)).closeTo(0.75, 1e-15);
  });

  it("gives nothing to averages that are 0, negative or no number", () => {
    const averages = new Map([
      ["hotkey-0", 0],
      ["hotkey-1", -1],
      ["hotkey-2", NaN],
    ]);
    expect(weightsOf(averages, neurons(3)).size).equal(0);
    expect(weightsOf(averages.set("hotkey-3", 1), neurons(4))).deep.equal(new Map([[3, 1]]));
  });

  it("names as many neurons as the subnet asks for, also after the chain's conversion", () => {
    const averages = new Map([["hotkey-5", 0.5]]);
    const weights = weightsOf(averages, neurons(8), { minAllowedWeights: 8 });
    expect(normaliseWeights(weights).values).deep.equal([1, 1, 1, 1, 1, 65_535, 1, 1]);
  });

  it("lowers the largest to the limit and raises the rest alike", () => {
    const averages = averagesOf([8, 1, 1]);
    const weights = weightsOf(averages, neurons(3), { maxWeightShare: 0.5 });
    expect(weights.get(0)).equal(0.5);
    expect(weights.get(1)).closeTo(0.25, 1e-15);
    expect(weights.get(2)).closeTo(0.25, 1e-15);
  });

  it("gives equal weights when the limit cannot be held", () => {
    const weights = weightsOf(averagesOf([8, 1]), neurons(2), { maxWeightShare: 0.1 });
    expect([...weights.values()]).deep.equal([0.5, 0.5]);
  });

  it("sums to 1, keeps the order and never passes a limit that can be held", () => {
    const average = fc.double({ min: 1e-6, max: 1, noNaN: true });
    const limit = fc.double({ min: 0.06, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(average, { minLength: 20, maxLength: 40 }), limit, (list, maxWeightShare) => {
        const weights = weightsOf(averagesOf(list), neurons(list.length), { maxWeightShare });
        const values = [...weights.values()];
        expect(values.reduce((sum, value) => sum + value)).closeTo(1, 1e-9);
        expect(Math.max(...values)).at.most(maxWeightShare);
        const order = list.map((_, uid) => uid).sort((one, other) => (list[one] ?? 0) - (list[other] ?? 0));
        const inOrder = order.map((uid) => weights.get(uid) ?? NaN);
        expect(inOrder).deep.equal(inOrder.toSorted((one, other) => one - other));
      }),
    );
  });
});

function neurons(count: number) {
  return Array.from({ length: count }, (_, uid) => ({ uid, hotkey: `hotkey-${uid}` }));
}

function averagesOf(list: readonly number[]): Map<string, number> {
  return new Map(list.map((average, uid) => [`hotkey-${uid}`, average]));
}
