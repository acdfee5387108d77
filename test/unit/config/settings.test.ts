import { expect } from "chai";
import { namedSettings } from "../../../src/config/settings.ts";

describe("namedSettings", () => {
  it("has a default that its own type takes, for every setting", () => {
    for (const { key, setting } of namedSettings) {
      // The one default that is made of another setting is tested where defaults are filled in.
      const standard = key === "source.url" ? "s3://data-pipeline" : setting.default;
      expect(setting.type.safeParse(standard), key).to.deep.equal({ success: true, data: standard });
    }
  });

  it("gives no name to two settings", () => {
    expectDistinct(namedSettings.map(({ key }) => key));
    expectDistinct(namedSettings.flatMap(({ flag }) => flag ?? []));
    expectDistinct(namedSettings.flatMap(({ environment }) => environment));
  });

  it("writes a key in snake case, its flag in kebab case and its variable in capitals", () => {
    const found = namedSettings.find(({ path }) => path.join(".") === "training.maxDepth");
    expect(found).to.deep.include({
      key: "training.max_depth",
      flag: "training.max-depth",
      environment: ["NEURON_TRAINING_MAX_DEPTH"],
    });
  });

  it("has no flag for a secret, and one for everything else", () => {
    const withoutFlag = namedSettings.filter(({ flag }) => flag === undefined).map(({ key }) => key);
    expect(withoutFlag).to.deep.equal([
      "clickhouse.password",
      "source.s3_access_key_id",
      "source.s3_secret_access_key",
    ]);
  });

  it("describes every setting in a sentence", () => {
    for (const { key, setting } of namedSettings) expect(setting.description, key).to.match(/^[A-Z].*\.$/);
  });
});

function expectDistinct(names: readonly string[]): void {
  expect(new Set(names).size).to.equal(names.length);
}
