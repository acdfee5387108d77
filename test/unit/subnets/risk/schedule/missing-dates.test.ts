import { expect } from "chai";
import { datesBetween } from "../../../../../src/subnets/risk/schedule/missing-dates.ts";

describe(datesBetween.name, () => {
  it("counts both ends, over months and leap days", () => {
    expect(datesBetween("2024-02-28", "2024-03-01")).to.deep.equal([
      "2024-02-28",
      "2024-02-29",
      "2024-03-01",
    ]);
    expect(datesBetween("2025-08-01", "2025-08-01")).to.deep.equal(["2025-08-01"]);
  });

  it("is empty when the end is before the start", () => {
    expect(datesBetween("2025-08-02", "2025-08-01")).to.deep.equal([]);
  });
});
