import { expect } from "chai";
import fc from "fast-check";
import { describeBatch, isProcessingDate } from "../../../../src/subnets/risk/batch.ts";

describe(isProcessingDate.name, () => {
  it("takes a date of the calendar", () => {
    expect(isProcessingDate("2025-08-01")).to.equal(true);
    expect(isProcessingDate("2024-02-29")).to.equal(true);
  });

  it("refuses what is no date, or none in this form", () => {
    for (const text of [
      "2025-02-29",
      "2025-13-01",
      "2025-00-10",
      "2025-8-1",
      "20250801",
      "",
      "latest",
      "2025-08-01T00:00:00Z",
    ]) {
      expect(isProcessingDate(text), text).to.equal(false);
    }
  });

  it("takes every day that a Date can print", () => {
    const days = fc.date({ min: new Date("1970-01-01"), max: new Date("2999-12-31"), noInvalidDate: true });
    fc.assert(fc.property(days, (day) => isProcessingDate(day.toISOString().slice(0, 10))));
  });
});

describe(describeBatch.name, () => {
  it("names network, date and window", () => {
    expect(describeBatch({ network: "torus", processingDate: "2025-08-01", windowDays: 195 })).to.equal(
      "torus 2025-08-01 195d",
    );
  });
});
