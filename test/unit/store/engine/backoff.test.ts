import { expect } from "chai";
import { countFailures, restartDelayMs } from "../../../../src/store/engine/backoff.ts";

describe("backoff", () => {
  it("doubles from a quarter of a second up to five seconds", () => {
    const delays = [1, 2, 3, 7, 8, 100].map(restartDelayMs);
    expect(delays).to.deep.equal([250, 500, 1_000, 5_000, 5_000, 5_000]);
  });

  it("counts deaths in a row, and starts anew after an engine that ran for a minute", () => {
    expect(countFailures(0, 10)).to.equal(1);
    expect(countFailures(4, 59_999)).to.equal(5);
    expect(countFailures(4, 60_000)).to.equal(1);
  });
});
