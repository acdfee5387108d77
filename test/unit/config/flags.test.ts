import { expect } from "chai";
import { settingFlags } from "../../../src/config/flags.ts";

describe(settingFlags.name, () => {
  it("lists flags the way a command line declares them", () => {
    expect(settingFlags()).to.deep.include({
      flag: "--axon.port <port>",
      name: "axon.port",
      key: "axon.port",
      description: "Port that the axon listens on; 0 takes a free one. (default: 8091)",
    });
  });

  it("has the short names that commands are used with", () => {
    const names = settingFlags().map(({ name }) => name);
    expect(names).to.include.members([
      "config",
      "data-dir",
      "network",
      "window",
      "source",
      "access",
      "axon.port",
    ]);
  });

  it("has none for a secret", () => {
    expect(settingFlags().filter(({ name }) => /password$|s3-(secret-)?access-key/.test(name))).to.deep.equal(
      [],
    );
  });
});
