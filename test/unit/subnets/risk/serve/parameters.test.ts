import { expect } from "chai";
import fc from "fast-check";
import {
  datePath,
  modelTypePath,
  scopedPageQuery,
} from "../../../../../src/subnets/risk/serve/parameters.ts";

describe("datePath", () => {
  for (const text of [
    "2025-02-30",
    "2025-1-1",
    "latest",
    "",
    "2025-10-30 ",
    "20251030",
    "torus/2025-10-30",
  ]) {
    it(`refuses "${text}" in the specification's words`, () => {
      const { error } = datePath.safeParse(text);
      expect(error?.issues.map(({ message }) => message)).to.deep.equal([
        "Invalid date format. Use YYYY-MM-DD",
      ]);
    });
  }

  it("takes a day of the calendar, a leap day too", () => {
    expect(datePath.parse("2024-02-29")).to.equal("2024-02-29");
  });
});

describe("scopedPageQuery", () => {
  it("leaves out what is not asked for", () => {
    expect(scopedPageQuery.parse({})).to.deep.equal({});
  });

  it("reads whole numbers", () => {
    expect(scopedPageQuery.parse({ limit: "10", offset: "0", window_days: "195" })).to.deep.equal({
      limit: 10,
      offset: 0,
      window_days: 195,
    });
  });

  for (const limit of ["0", "-1", "1.5", "1e3", "", " 1", "ten", "99999999999", "1000001"]) {
    it(`refuses limit=${JSON.stringify(limit)}`, () => {
      expect(scopedPageQuery.safeParse({ limit }).success).to.equal(false);
    });
  }

  it("says of a number below its bounds what they are, not that it is none", () => {
    const { error } = scopedPageQuery.safeParse({ limit: "-1" });
    expect(error?.issues.map(({ message }) => message)).to.deep.equal([
      "Input should be greater than or equal to 1",
    ]);
  });

  for (const name of ["network", "limit", "offset", "window_days"]) {
    it(`refuses a repeated ${name}`, () => {
      expect(scopedPageQuery.safeParse({ [name]: ["1", "2"] }).success).to.equal(false);
    });
  }

  it("never gives anything but whole numbers within its bounds", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String)), (offset) => {
        const parsed = scopedPageQuery.safeParse({ offset });
        if (parsed.success) expect(parsed.data.offset).to.satisfy(Number.isSafeInteger).and.be.within(0, 1e9);
      }),
    );
  });
});

describe("modelTypePath", () => {
  it("knows the three types of the specification and no other", () => {
    expect(modelTypePath.options).to.deep.equal(["alert_scorer", "alert_ranker", "cluster_scorer"]);
    expect(modelTypePath.safeParse("../alert_scorer").success).to.equal(false);
  });
});
