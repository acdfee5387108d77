import { expect } from "chai";
import { countNamed } from "../../../src/cli/text.ts";

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
