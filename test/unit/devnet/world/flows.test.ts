import { expect } from "chai";
import { DAY_MS, HOUR_MS, startOfDate } from "../../../../src/devnet/world/calendar.ts";
import { flowsOf } from "../../../../src/devnet/world/flows.ts";
import type { Transaction } from "../../../../src/devnet/world/transaction.ts";

describe(flowsOf.name, () => {
  it("gathers one flow per ordered pair and knows what came back", () => {
    const flows = flowsOf([
      createTransaction({ from: 1, to: 2, amountUsd: 30 }),
      createTransaction({ from: 2, to: 1, amountUsd: 5 }),
      createTransaction({ from: 1, to: 2, amountUsd: 20 }),
    ]);
    expect(
      flows.map(({ from, to, transactions, amountUsd, returnedUsd }) => [
        from,
        to,
        transactions,
        amountUsd,
        returnedUsd,
      ]),
    ).to.deep.equal([
      [1, 2, 2, 50, 5],
      [2, 1, 1, 5, 50],
    ]);
  });

  it("counts the span in days, not the days", () => {
    const [brief, long] = flowsOf([
      createTransaction({ to: 2 }),
      createTransaction({ to: 3 }),
      createTransaction({ to: 3, atMs: mondayNoonMs + 9.5 * DAY_MS }),
    ]);
    expect([brief?.activeDays, long?.activeDays]).to.deep.equal([1, 9]);
  });

  it("counts hours and weekdays, Monday first", () => {
    const [flow] = flowsOf([
      createTransaction({}),
      createTransaction({ atMs: mondayNoonMs + 6 * DAY_MS + HOUR_MS }),
    ]);
    expect([flow?.hourly[12], flow?.hourly[13], flow?.weekly]).to.deep.equal([1, 1, [1, 0, 0, 0, 0, 0, 1]]);
  });
});

const mondayNoonMs = startOfDate("2025-07-28") + 12 * HOUR_MS;

function createTransaction(overrides: Partial<Transaction>): Transaction {
  return { from: 1, to: 2, atMs: mondayNoonMs, amountUsd: 10, ...overrides };
}
