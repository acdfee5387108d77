import { expect } from "chai";
import { readYaml } from "../../../../src/config/layer/yaml.ts";

describe(readYaml.name, () => {
  it("finds settings at every depth, with their place", () => {
    const { given, problems } = read("data_dir: /srv\naxon:\n  port: 8091\n  cors_origins: [a, b]\n");
    expect(problems).to.deep.equal([]);
    expect(given).to.deep.equal([
      { key: "data_dir", raw: "/srv", origin: "x.yaml: data_dir" },
      { key: "axon.port", raw: 8091, origin: "x.yaml: axon.port" },
      { key: "axon.cors_origins", raw: ["a", "b"], origin: "x.yaml: axon.cors_origins" },
    ]);
  });

  it("takes a dotted key as well", () => {
    expect(read("axon.port: 8091").given).to.deep.equal([
      { key: "axon.port", raw: 8091, origin: "x.yaml: axon.port" },
    ]);
  });

  it("finds what a network has of its own", () => {
    const { given, problems } = read("network_overrides:\n  torus:\n    clickhouse:\n      host: h\n");
    expect(problems).to.deep.equal([]);
    expect(given).to.deep.equal([
      {
        key: "clickhouse.host",
        network: "torus",
        raw: "h",
        origin: "x.yaml: network_overrides.torus.clickhouse.host",
      },
    ]);
  });

  it("finds nothing in an empty file, an empty group and an empty key", () => {
    for (const source of [
      "",
      "# only a comment",
      "axon:",
      "axon:\n  port:",
      "network_overrides:\n  torus:",
    ]) {
      expect(read(source), source).to.deep.equal({ given: [], problems: [] });
    }
  });

  it("reports every unknown key with its place", () => {
    const source = [
      "axon: { prot: 1 }",
      "wallet: x",
      "clickhous: { host: h }",
      "__proto__: { host: h }",
      "network_overrides: { torus: { axon: { port: 1 }, clickhouse: { cluster: c } }, Torus: {} }",
    ];
    expect(originsOf(source.join("\n"))).to.deep.equal([
      "x.yaml: axon.prot",
      "x.yaml: wallet",
      "x.yaml: clickhous",
      "x.yaml: __proto__",
      "x.yaml: network_overrides.torus.axon",
      "x.yaml: network_overrides.torus.clickhouse.cluster",
      "x.yaml: network_overrides.Torus",
    ]);
  });

  it("suggests the key that was meant", () => {
    const [problem] = read("axon:\n  prot: 1").problems;
    expect(problem?.message).to.equal("is not a setting (did you mean axon.port?)");
  });

  it("reports a value where a group belongs", () => {
    expect(originsOf("axon: 5")).to.deep.equal(["x.yaml: axon"]);
    expect(originsOf("[1, 2]")).to.deep.equal(["x.yaml"]);
    expect(originsOf("network_overrides: 5")).to.deep.equal(["x.yaml: network_overrides"]);
  });

  it("reports broken YAML by line, without quoting the file", () => {
    const sources = [
      "clickhouse:\n  password: 'hunter2\n",
      "clickhouse:\n  password: *hunter2\n",
      "clickhouse:\n  password: !hunter2 x\n",
      "clickhouse:\n  password: hunter2: x\n",
      "clickhouse:\n  password: a\n  password: hunter2\n",
      "a: 1\n---\npassword: hunter2\n",
    ];
    for (const source of sources) {
      const { given, problems } = read(source);
      expect(given, source).to.deep.equal([]);
      expect(problems, source).not.to.be.empty;
      expect(JSON.stringify(problems)).not.to.include("hunter2");
    }
    expect(read(sources[4] ?? "").problems[0]?.message).to.include("line 3");
  });

  it("does not tell a value that a forgotten space makes a key", () => {
    const sources = [
      "{password:hunter2}",
      "{password=hunter2: 1}",
      "\n  password:hunter2",
      "\n  a: 1\n  b:hunter2",
    ];
    for (const source of sources) {
      const { problems } = read(`clickhouse: ${source}`);
      expect(problems, source).not.to.be.empty;
      expect(JSON.stringify(problems)).not.to.include("hunter2");
    }
    expect(originsOf("network_overrides: {torus:hunter2}")).to.deep.equal([
      "x.yaml: network_overrides.torus…",
    ]);
  });

  it("refuses aliases that multiply", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
    expect(originsOf(["l0: &l0 [x]", ...levels].join("\n"))).to.deep.equal(["x.yaml"]);
  });
});

function read(source: string) {
  const { given, problems } = readYaml(source, "x.yaml");
  return { given: given.map(({ named, ...facts }) => ({ key: named.key, ...facts })), problems };
}

function originsOf(source: string): string[] {
  return read(source).problems.map(({ origin }) => origin);
}
