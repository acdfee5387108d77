import { expect } from "chai";
import { clickhouseFor } from "../../../src/config/clickhouse.ts";
import { resolveSources } from "./resolve-sources.ts";

describe(clickhouseFor.name, () => {
  it("has no host and a database of the network's name by default", () => {
    const { settings } = resolveSources();
    expect(clickhouseFor(settings, "torus")).to.include({
      host: undefined,
      port: 8123,
      database: "torus_db",
    });
  });

  it("takes each of the network's own variables over the general one", () => {
    const { settings } = resolveSources({
      environment: {
        NETWORKS: "torus,bitcoin",
        CLICKHOUSE_HOST: "general",
        CLICKHOUSE_USER: "everyone",
        TORUS_CLICKHOUSE_HOST: "own",
        TORUS_CLICKHOUSE_PORT: "8443",
        TORUS_CLICKHOUSE_USER: "torus",
        TORUS_CLICKHOUSE_PASSWORD: "secret",
        TORUS_CLICKHOUSE_DATABASE: "scores",
        TORUS_CLICKHOUSE_SECURE: "true",
        TORUS_CLICKHOUSE_MAX_EXECUTION_TIME: "90",
      },
    });
    expect(clickhouseFor(settings, "torus")).to.include({
      host: "own",
      port: 8443,
      user: "torus",
      password: "secret",
      database: "scores",
      secure: true,
      maxWriteSeconds: 90,
    });
    expect(clickhouseFor(settings, "bitcoin")).to.include({
      host: "general",
      port: 8123,
      user: "everyone",
      password: "",
      database: "bitcoin_db",
    });
  });

  it("takes a network's own value from YAML, and from the environment before that", () => {
    const yaml = "network_overrides: { torus: { clickhouse: { host: yaml, port: 1 } } }";
    const { settings } = resolveSources({ yaml, environment: { TORUS_CLICKHOUSE_HOST: "environment" } });
    expect(clickhouseFor(settings, "torus")).to.include({ host: "environment", port: 1 });
  });

  it("keeps a network's own value against a general flag", () => {
    const { settings } = resolveSources({
      environment: { TORUS_CLICKHOUSE_HOST: "own" },
      flags: { "clickhouse.host": "general" },
    });
    expect(clickhouseFor(settings, "torus").host).to.equal("own");
  });
});
