import { expect } from "chai";
import { readEnvironment } from "../../../../src/config/layer/environment.ts";

describe(readEnvironment.name, () => {
  it("knows every name of the specification", () => {
    const names: [string, string][] = [
      ["NETWORK", "networks"],
      ["NETWORKS", "networks"],
      ["CLICKHOUSE_HOST", "clickhouse.host"],
      ["CLICKHOUSE_PORT", "clickhouse.port"],
      ["CLICKHOUSE_USER", "clickhouse.user"],
      ["CLICKHOUSE_PASSWORD", "clickhouse.password"],
      ["CLICKHOUSE_DATABASE", "clickhouse.database"],
      ["API_HOST", "axon.host"],
      ["API_PORT", "axon.port"],
      ["API_VERSION", "api.version"],
      ["CORS_ORIGINS", "axon.cors_origins"],
      ["RISK_SCORING_S3_ENDPOINT", "source.s3_endpoint"],
      ["RISK_SCORING_S3_BUCKET", "source.s3_bucket"],
      ["RISK_SCORING_S3_REGION", "source.s3_region"],
      ["NEURON_DATA_DIR", "data_dir"],
    ];
    for (const [name, key] of names) {
      expect(read({ [name]: "x" }).given, name).to.deep.equal([
        { key, raw: "x", origin: `environment ${name}` },
      ]);
    }
  });

  it("knows the specification's names of one network's connection", () => {
    for (const name of ["HOST", "PORT", "USER", "PASSWORD", "DATABASE", "MAX_EXECUTION_TIME"]) {
      const [given] = read({ [`MY_NET_CLICKHOUSE_${name}`]: "x" }).given;
      expect(given, name).to.include({ network: "my_net", raw: "x", mayBeForeign: true });
    }
  });

  it("ignores what belongs to others", () => {
    const foreign = {
      PATH: "/bin",
      axon_port: "1",
      API_PROT: "1",
      _CLICKHOUSE_HOST: "h",
      torus_CLICKHOUSE_HOST: "h",
    };
    expect(read({ ...foreign, HOME: undefined })).to.deep.equal({ given: [], problems: [] });
  });

  it("reports an unknown name with our prefix", () => {
    expect(read({ NEURON_DATADIR: "x", NEURON_CONFIG: "x.yaml" }).problems).to.deep.equal([
      { origin: "environment NEURON_DATADIR", message: "is not a setting (did you mean NEURON_DATA_DIR?)" },
    ]);
  });

  it("takes an empty variable for none, except where empty text is a value", () => {
    const { given } = read({ API_PORT: "", CLICKHOUSE_HOST: "", CLICKHOUSE_PASSWORD: "", NETWORKS: "" });
    expect(given.map(({ key }) => key)).to.deep.equal(["clickhouse.password"]);
  });
});

function read(variables: Record<string, string | undefined>) {
  const { given, problems } = readEnvironment(variables, "environment");
  return { given: given.map(({ named, ...facts }) => ({ key: named.key, ...facts })), problems };
}
