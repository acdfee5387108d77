import { expect } from "chai";
import fc from "fast-check";
import { earlierDays } from "../../../../../src/subnets/risk/hindsight/earlier-days.ts";

describe(earlierDays.name, () => {
  it("goes back by weeks from a horizon before the end", () => {
    expect(earlierDays(195, 30).slice(0, 3)).to.deep.equal([30, 37, 44]);
    expect(earlierDays(195, 30).at(-1)).to.equal(149);
  });

  it("finds none in a window too short to have a past", () => {
    expect(earlierDays(7, 30)).to.deep.equal([]);
    expect(earlierDays(74, 30)).to.deep.equal([]);
    expect(earlierDays(75, 30)).to.deep.equal([30]);
  });

  it("leaves every day a past and a horizon within the window, and names few of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4_000 }), fc.integer({ min: 1, max: 90 }), (window, horizon) => {
        const days = earlierDays(window, horizon);
        expect(days.length).to.be.at.most(18);
        for (const day of days) expect(day).to.be.within(horizon, window - 45);
        expect(days).to.deep.equal([...new Set(days)].sort((a, b) => a - b));
      }),
    );
  });
});
