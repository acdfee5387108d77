import { expect } from "chai";
import fc from "fast-check";

import { ascendingOrder, descendingOrder } from "../../../../../src/subnets/risk/metrics/sort-order.ts";

const values = fc.array(fc.oneof(fc.double({ noNaN: true }), fc.constantFrom(0, -0, 0.5, 1, -1)), {
  maxLength: 200,
});

describe(ascendingOrder.name, () => {
  it("is the stable order of a comparing sort", () => {
    fc.assert(
      fc.property(values, (list) => {
        const rows = list.map((_, row) => row);
        const expected = rows.sort((one, other) => compare(list[one] ?? NaN, list[other] ?? NaN));
        expect([...ascendingOrder(list)]).deep.equal(expected);
      }),
      { numRuns: 500 },
    );
  });

  it("orders nothing and a single row", () => {
    expect([...ascendingOrder([])]).deep.equal([]);
    expect([...ascendingOrder([0.3])]).deep.equal([0]);
  });
});

describe(descendingOrder.name, () => {
  it("puts the largest first", () => {
    expect([...descendingOrder([0.1, Infinity, -2, 0.7])]).deep.equal([1, 3, 0, 2]);
  });
});

function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
