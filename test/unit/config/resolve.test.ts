import { expect } from "chai";
import { resolveConfig } from "../../../src/config/resolve.ts";
import { problemsOf } from "./problems-of.ts";
import { resolveSources as resolve } from "./resolve-sources.ts";

describe(resolveConfig.name, () => {
  it("has a value for everything when nothing is given", () => {
    const { settings } = resolve();
    const level: "error" | "warn" | "info" | "debug" = settings.log.level;
    expect(level).to.equal("info");
    expect(settings.axon.port).to.equal(8091);
    expect(settings.networks).to.deep.equal(["torus"]);
    expect(settings.clickhouse.host).to.equal(undefined);
    expect(settings.networkOverrides.size).to.equal(0);
  });

  it("makes the default source of the bucket", () => {
    expect(resolve().settings.source.url).to.equal("s3://data-pipeline");
    expect(resolve({ environment: { RISK_SCORING_S3_BUCKET: "mine" } }).settings.source.url).to.equal(
      "s3://mine",
    );
  });

  it("knows where each value came from", () => {
    const { values } = resolve({
      yaml: "axon: { port: 1, host: a }",
      dotEnv: { API_PORT: "2" },
      environment: { API_HOST: "b", TORUS_CLICKHOUSE_PORT: "5" },
      flags: { "data-dir": "d" },
    });
    const origins = new Map(
      values.map(({ named, network, origin }) => [`${network ?? ""}:${named.key}`, origin]),
    );
    expect(origins.get(":axon.port")).to.equal(".env API_PORT");
    expect(origins.get(":axon.host")).to.equal("environment API_HOST");
    expect(origins.get(":data_dir")).to.equal("flag --data-dir");
    expect(origins.get(":log.level")).to.equal("default");
    expect(origins.get("torus:clickhouse.port")).to.equal("environment TORUS_CLICKHOUSE_PORT");
  });

  it("reports every problem of every source at once, each with its origin", () => {
    const problems = problemsOf(() =>
      resolve({
        yaml: "axon: { prot: 1, port: many }\nnetwork_overrides: { other: { clickhouse: { port: 9000 } } }",
        dotEnv: { NETWORK: "Torus" },
        environment: { API_PORT: "80a", NEURON_NOPE: "1", CLICKHOUSE_PORT: "9000", CLICKHOUSE_CLUSTER: "c" },
        flags: { "axon.port": "99999", access: "everyone", "training.eta": "0" },
      }),
    );
    expect(problems.map(({ origin }) => origin)).to.have.members([
      "x.yaml: axon.prot",
      "x.yaml: axon.port",
      "x.yaml: network_overrides.other.clickhouse.port",
      ".env NETWORK",
      "environment API_PORT",
      "environment NEURON_NOPE",
      "environment CLICKHOUSE_PORT",
      "flag --axon.port",
      "flag --access",
      "flag --training.eta",
    ]);
  });

  it("reports a conflict beside an unrelated invalid value", () => {
    const problems = problemsOf(() => resolve({ environment: { CLICKHOUSE_CLUSTER: "c", API_PORT: "x" } }));
    expect(problems.map(({ origin }) => origin)).to.deep.equal([
      "environment API_PORT",
      "environment CLICKHOUSE_CLUSTER",
    ]);
  });

  it("explains the port of the native protocol", () => {
    const [port] = problemsOf(() => resolve({ environment: { CLICKHOUSE_PORT: "9000" } }));
    expect(port?.message).to.equal('"9000" is the native protocol; this program speaks HTTP, usually 8123');
  });

  it("takes two aliases that agree and reports two that do not", () => {
    expect(resolve({ environment: { API_PORT: "80", AXON_PORT: "080" } }).settings.axon.port).to.equal(80);
    expect(
      resolve({ environment: { API_PORT: "80" }, dotEnv: { AXON_PORT: "81" } }).settings.axon.port,
    ).to.equal(80);
    const problems = problemsOf(() => resolve({ environment: { NETWORK: "a", NETWORKS: "a,b" } }));
    expect(problems.map(({ origin }) => origin)).to.deep.equal(["environment NETWORKS"]);
    expect(problems[0]?.message).to.include("environment NETWORK,");
  });

  it("finds a schedule and a time zone that are none beside all else", () => {
    const problems = problemsOf(() =>
      resolve({
        yaml: "jobs: { train: '61 0 * * *' }",
        dotEnv: { NEURON_JOBS_SCORE: "0 0 30 2 *" },
        environment: { NEURON_JOBS_TIME_ZONE: "Mars/Olympus", API_PORT: "80a" },
      }),
    );
    expect(problems.map(({ origin }) => origin)).to.have.members([
      "x.yaml: jobs.train",
      ".env NEURON_JOBS_SCORE",
      "environment NEURON_JOBS_TIME_ZONE",
      "environment API_PORT",
    ]);
    expect(problems[0]?.message).to.equal(
      '"61 0 * * *" must be a schedule of five fields: minute hour day month weekday, as in "30 0 * * *"; 61 is a invalid expression for minute',
    );
  });

  it("never tells a secret in a problem", () => {
    const problems = problemsOf(() =>
      resolve({
        yaml: "clickhouse: { password: [hunter2] }\nsource: { s3_access_key_id: { a: hunter2 } }",
        environment: {
          RISK_SCORING_SOURCE: "ftp://anna:hunter2@example.org",
          CLICKHOUSE_HOST: "http://anna:hunter2@example.org",
          GITHUB_URL: "https://hunter2@github.com/x",
          RISK_SCORING_S3_SECRET_ACCESS_KEY: "hunter2".repeat(1_000),
        },
      }),
    );
    expect(problems).to.have.lengthOf(6);
    expect(JSON.stringify(problems)).not.to.include("hunter2");
  });

  it("ignores the variables of a network that is not ours", () => {
    const environment = { BITCOIN_CLICKHOUSE_PORT: "nonsense" };
    expect(resolve({ environment }).settings.networkOverrides.size).to.equal(0);
    const problems = problemsOf(() => resolve({ environment, flags: { network: "torus,bitcoin" } }));
    expect(problems.map(({ origin }) => origin)).to.deep.equal(["environment BITCOIN_CLICKHOUSE_PORT"]);
  });

  it("keeps networks apart whose names mean something to the language", () => {
    const environment = { NETWORKS: "constructor,__proto__", __PROTO___CLICKHOUSE_PORT: "1" };
    const { settings } = resolve({ environment });
    expect([...settings.networkOverrides]).to.deep.equal([["__proto__", { clickhouse: { port: 1 } }]]);
  });
});
