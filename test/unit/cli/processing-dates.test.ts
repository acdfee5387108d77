import { expect } from "chai";
import { NeuronError } from "../../../src/lib/errors.ts";
import { pickDates, selectedDates } from "../../../src/cli/processing-dates.ts";

const dates = ["2025-08-01", "2025-08-02", "2025-08-03"];

describe(selectedDates.name, () => {
  it("selects the newest date when none is given", () => {
    expect(selectedDates({ options: {} })).to.deep.equal({ kind: "newest" });
  });

  it("selects a date", () => {
    expect(selectedDates({ options: { date: "2025-08-01" } })).to.deep.equal({
      kind: "date",
      date: "2025-08-01",
    });
  });

  it("selects a range with one end or two", () => {
    expect(selectedDates({ options: { from: "2025-08-01" } })).to.deep.equal({
      kind: "range",
      range: { from: "2025-08-01" },
    });
    expect(selectedDates({ options: { from: "2025-08-01", to: "2025-08-02" } })).to.deep.equal({
      kind: "range",
      range: { from: "2025-08-01", to: "2025-08-02" },
    });
  });

  for (const options of [
    { date: "2025-02-30" },
    { date: "20250801" },
    { from: "yesterday" },
    { date: "2025-08-01", to: "2025-08-02" },
    { from: "2025-08-02", to: "2025-08-01" },
  ]) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => selectedDates({ options }))
        .to.throw(NeuronError)
        .with.property("code", "USAGE_INVALID");
    });
  }
});

describe(pickDates.name, () => {
  it("picks the newest of what there is", () => {
    expect(pickDates({ kind: "newest" }, dates)).to.deep.equal(["2025-08-03"]);
    expect(pickDates({ kind: "newest" }, [])).to.deep.equal([]);
  });

  it("picks a date whether it is there or not, so that its absence is named later", () => {
    expect(pickDates({ kind: "date", date: "2025-09-01" }, dates)).to.deep.equal(["2025-09-01"]);
  });

  it("picks both ends of a range", () => {
    expect(pickDates({ kind: "range", range: { from: "2025-08-02" } }, dates)).to.deep.equal(dates.slice(1));
    expect(pickDates({ kind: "range", range: { to: "2025-08-02" } }, dates)).to.deep.equal(dates.slice(0, 2));
    expect(pickDates({ kind: "range", range: {} }, dates)).to.deep.equal(dates);
  });
});
