import { expect } from "chai";
import { behind, countNamed } from "../../../src/cli/text.ts";

describe(countNamed.name, () => {
  it("has the plural for all counts but one", () => {
    expect(countNamed(0, "batches")).to.equal("0 batches");
    expect(countNamed(1_353, "alerts")).to.equal("1,353 alerts");
  });

  const ofOne = { batches: "batch", alerts: "alert", address_labels: "address label", addresses: "address" };
  for (const [plural, singular] of Object.entries(ofOne)) {
    it(`has ${singular} for one of ${plural}`, () => {
      expect(countNamed(1, plural)).to.equal(`1 ${singular}`);
    });
  }

  it("leaves alone what is no plural", () => {
    expect(countNamed(1, "accepted")).to.equal("1 accepted");
  });
});

describe(behind.name, () => {
  const margin = "FAIL  data  ";
  const text = "No batch was ever ingested, and the source offers none for this window of days";

  it("breaks between words what is wider than the terminal, to the right of the margin", () => {
    const lines = behind(margin, text, 60);
    expect(lines).to.deep.equal([
      "FAIL  data  No batch was ever ingested, and the source",
      "            offers none for this window of days",
    ]);
  });

  it("leaves one line where there is no terminal", () => {
    expect(behind(margin, text, undefined)).to.deep.equal([margin + text]);
  });

  it("leaves whole what would have no room to the right of the margin", () => {
    expect(behind(margin, text, 30)).to.deep.equal([margin + text]);
  });

  it("leaves a word whole that is wider than the terminal", () => {
    const path = `/${"directory/".repeat(9)}`;
    expect(behind(margin, `Look at ${path}`, 60)).to.deep.equal([
      `${margin}Look at`,
      `${" ".repeat(margin.length)}${path}`,
    ]);
  });
});
