import { expect } from "chai";
import { describe, it } from "mocha";
import { contracts } from "../../../../../src/subnets/risk/ingest/contracts.ts";
import { rulesOf } from "../../../../../src/subnets/risk/ingest/value-checks.ts";

describe("contracts", () => {
  it("have as many columns as the producer's files", () => {
    const sizes = Object.values(contracts).map(({ columns }) => columns.length);
    expect(sizes).to.deep.equal([15, 98, 15, 17, 12]);
  });

  it("may lack the 20 columns that newer producers dropped, and no other feature", () => {
    expect(contracts.features.columns.filter(({ whenAbsent }) => whenAbsent === "null")).to.have.length(20);
  });

  for (const [table, contract] of Object.entries(contracts)) {
    it(`check the keys of ${table}`, () => {
      const checked = rulesOf(contract).map(({ column }) => column);
      expect(checked).to.include.members([...contract.key]);
    });

    it(`check every fraction of a number in ${table}`, () => {
      const checked = new Set(rulesOf(contract).map(({ column }) => column));
      const floats = contract.columns.filter(({ type }) => type.startsWith("Float"));
      expect(floats.filter(({ name }) => !checked.has(name))).to.deep.equal([]);
    });

    it(`prefer between duplicates of ${table} by every column that can be ordered`, () => {
      const ordered = contract.preference.map((term) => term.split(" ", 1)[0]);
      const comparable = contract.columns
        .filter(({ type }) => !type.startsWith("Array"))
        .map(({ name }) => name);
      expect(ordered).to.have.members(comparable);
    });
  }
});
