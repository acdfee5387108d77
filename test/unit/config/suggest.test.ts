import { expect } from "chai";
import { didYouMean } from "../../../src/config/suggest.ts";

describe(didYouMean.name, () => {
  const known = ["axon.port", "axon.host", "data_dir", "log"];

  it("names the closest of the known names", () => {
    expect(didYouMean("axon.prot", known)).to.equal(" (did you mean axon.port?)");
    expect(didYouMean("axon.hosts", known)).to.equal(" (did you mean axon.host?)");
  });

  it("hears past dashes, underscores and capitals", () => {
    expect(didYouMean("dataDir", known)).to.equal(" (did you mean data_dir?)");
  });

  it("says nothing when none is close", () => {
    expect(didYouMean("wallet.name", known)).to.equal("");
    expect(didYouMean("cat", known)).to.equal("");
    expect(didYouMean("anything", [])).to.equal("");
  });
});
