import { expect } from "chai";
import { planDates } from "../../../../../src/subnets/risk/backtest/walk.ts";
import { createGradingSettings } from "../../../../support/grading.ts";

const grading = createGradingSettings();

describe(planDates.name, () => {
  it("scores the dates whose later batch is offered and takes the others to learn from", () => {
    const plan = planDates(["2025-08-01", "2025-08-31", "2025-09-29"], {}, settings());
    expect(scored(plan)).to.deep.equal(["2025-08-01"]);
    expect(plan).to.have.length(3);
  });

  it("scores within the range alone and takes what grades it, but nothing after", () => {
    const offered = ["2025-06-02", "2025-07-02", "2025-08-01", "2025-08-31", "2025-09-30"];
    const plan = planDates(offered, { from: "2025-07-02", to: "2025-07-31" }, settings());
    expect(scored(plan)).to.deep.equal(["2025-07-02"]);
    expect(plan.map(({ date }) => date)).to.deep.equal(offered.slice(0, 3));
  });

  it("scores the newest where there are more than it may", () => {
    const offered = ["2025-06-02", "2025-07-02", "2025-08-01", "2025-08-31"];
    expect(scored(planDates(offered, {}, settings(1)))).to.deep.equal(["2025-08-01"]);
  });

  it("plans nothing where nothing is offered", () => {
    expect(planDates([], {}, settings())).to.deep.equal([]);
  });
});

function settings(mostDates = 60) {
  return { grading, mostDates };
}

function scored(plan: ReturnType<typeof planDates>): string[] {
  return plan.filter(({ isScored }) => isScored).map(({ date }) => date);
}
