import { expect } from "chai";
import { describeSettings, formatSettings } from "../../../src/config/describe.ts";
import { namedSettings } from "../../../src/config/settings.ts";
import { resolveSources } from "./resolve-sources.ts";

describe(describeSettings.name, () => {
  it("has a row for every setting, and one for what a network has of its own", () => {
    const rows = describeSettings(resolveSources({ environment: { TORUS_CLICKHOUSE_HOST: "own" } }));
    expect(rows).to.have.lengthOf(namedSettings.length + 1);
    expect(rows).to.deep.include({ key: "axon.port", value: "8091", source: "default" });
    expect(rows.at(-1)).to.deep.equal({
      key: "network_overrides.torus.clickhouse.host",
      value: "own",
      source: "environment TORUS_CLICKHOUSE_HOST",
    });
  });

  it("hides secrets wherever they stand", () => {
    const rows = describeSettings(
      resolveSources({
        environment: {
          CLICKHOUSE_PASSWORD: "hunter2",
          TORUS_CLICKHOUSE_PASSWORD: "hunter2",
          RISK_SCORING_S3_ACCESS_KEY_ID: "hunter2",
          RISK_SCORING_S3_SECRET_ACCESS_KEY: "hunter2",
          RISK_SCORING_SOURCE: "https://anna:hunter2@example.org/sot",
        },
      }),
    );
    expect(JSON.stringify(rows)).not.to.include("hunter2");
    expect(rows).to.deep.include({
      key: "source.url",
      value: "https://***@example.org/sot",
      source: "environment RISK_SCORING_SOURCE",
    });
  });
});

describe(formatSettings.name, () => {
  it("aligns the columns", () => {
    const rows = [
      { key: "axon.port", value: "8091", source: "default" },
      { key: "networks", value: "torus, bitcoin", source: ".env NETWORKS" },
    ];
    expect(formatSettings(rows)).to.equal(
      [
        "SETTING    VALUE           SOURCE",
        "axon.port  8091            default",
        "networks   torus, bitcoin  .env NETWORKS",
        "",
      ].join("\n"),
    );
  });
});
