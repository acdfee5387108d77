import { expect } from "chai";
import fc from "fast-check";
import { breakTie, TIE_BREAK } from "../../../src/ml/tie-break.ts";

const key = fc.uint8Array({ minLength: 1, maxLength: 20 });
const score = fc.double({ min: 0, max: 1, noNaN: true });

describe(breakTie.name, () => {
  it("tells equal scores apart by their keys, the same way each time", () => {
    const [first, second] = [breakTie(0.5, Buffer.from("alert-1")), breakTie(0.5, Buffer.from("alert-2"))];
    expect(first).not.equal(second);
    expect(breakTie(0.5, Buffer.from("alert-1"))).equal(first);
  });

  it("moves a score less than any grade can tell, and keeps it in [0,1]", () => {
    fc.assert(
      fc.property(score, key, (given, bytes) => {
        const moved = breakTie(given, bytes);
        expect(moved).within(0, 1);
        expect(Math.abs(moved - given)).most(2 * TIE_BREAK);
      }),
    );
  });

  it("keeps the order of scores that are further apart", () => {
    fc.assert(
      fc.property(score, key, key, (given, one, other) => {
        const lower = given * (1 - 3 * TIE_BREAK);
        expect(breakTie(lower + 3 * TIE_BREAK, one)).least(breakTie(lower, other));
      }),
    );
  });
});
