import { expect } from "chai";
import { readFlags } from "../../../../src/config/layer/flags.ts";

describe(readFlags.name, () => {
  it("knows flags by their name without dashes", () => {
    const { given, problems } = readFlags({
      "axon.port": "1",
      "data-dir": "d",
      network: "a,b",
      config: "x.yaml",
    });
    expect(problems).to.deep.equal([]);
    expect(given.map(({ named, raw, origin }) => [named.key, raw, origin])).to.deep.equal([
      ["axon.port", "1", "flag --axon.port"],
      ["data_dir", "d", "flag --data-dir"],
      ["networks", "a,b", "flag --network"],
    ]);
  });

  it("reports an unknown flag, and a secret one as unknown", () => {
    expect(readFlags({ "axon.prot": "1", "clickhouse.password": "x" })).to.deep.equal({
      given: [],
      problems: [
        { origin: "flag --axon.prot", message: "is not a setting (did you mean --axon.port?)" },
        { origin: "flag --clickhouse.password", message: "is not a setting" },
      ],
    });
  });
});
