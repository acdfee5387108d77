import { expect } from "chai";
import fc from "fast-check";
import { describe, it } from "mocha";
import { NeuronError } from "../../../../../src/lib/errors.ts";
import { parseManifest } from "../../../../../src/subnets/risk/source/meta.ts";

const sha256 = "ab".repeat(32);
const md5 = "cd".repeat(16);

describe(parseManifest.name, () => {
  it("reads what the exporter writes", () => {
    const manifest = parse({
      schema_version: "1.0.0",
      batch_id: "torus-2025-08-01-195d",
      network: "torus",
      processing_date: "2025-08-01",
      window_days: 195,
      generated_at: "2025-08-01T00:45:00.000000Z",
      counts: { alerts: 86, features: 715, clusters: 25, money_flows: 842, address_labels: 126 },
      sha256: { "alerts.parquet": sha256, "address_labels.parquet": sha256 },
    });
    expect(manifest).to.deep.include({
      batchId: "torus-2025-08-01-195d",
      network: "torus",
      processingDate: "2025-08-01",
      windowDays: 195,
      generatedAt: "2025-08-01T00:45:00.000000Z",
    });
    expect([...manifest.counts]).to.deep.include(["money_flows", 842]);
    expect(manifest.files.get("alerts")).to.deep.equal({ algorithm: "sha256", hex: sha256 });
    expect(manifest.files.get("address_labels")).to.deep.equal({ algorithm: "sha256", hex: sha256 });
  });

  it("reads files with MD5 by name", () => {
    const { files } = parse({
      files: { "alerts.parquet": { md5 }, "torus_address_labels.parquet": { md5 } },
    });
    expect([...files.keys()]).to.deep.equal(["alerts", "address_labels"]);
    expect(files.get("alerts")).to.deep.equal({ algorithm: "md5", hex: md5 });
  });

  it("reads a list of files with checksums, with or without the algorithm", () => {
    const { files } = parse({
      files: [
        { filename: "raw_alerts.parquet", checksum: sha256 },
        { filename: "raw_money_flows.parquet", checksum: `sha256:${sha256}` },
      ],
    });
    expect([...files.keys()]).to.deep.equal(["alerts", "money_flows"]);
    expect(files.get("money_flows")).to.deep.equal({ algorithm: "sha256", hex: sha256 });
  });

  it("prefers SHA-256 where both are stated", () => {
    const byFile = parse({ files: { "alerts.parquet": { md5, sha256 } } });
    const apart = parse({ files: { "alerts.parquet": { md5 } }, sha256: { "alerts.parquet": sha256 } });
    expect(byFile.files.get("alerts")?.algorithm).to.equal("sha256");
    expect(apart.files.get("alerts")?.algorithm).to.equal("sha256");
  });

  it("leaves out what newer producers add", () => {
    const { files, counts } = parse({
      sha256: { "patterns.parquet": 7, "../../etc/passwd": sha256 },
      counts: { patterns: "many" },
    });
    expect([files.size, counts.size]).to.deep.equal([0, 0]);
  });

  it("says nothing where META.json says nothing", () => {
    expect(parse({})).to.deep.include({
      network: undefined,
      windowDays: undefined,
      processingDate: undefined,
    });
  });

  for (const [name, meta] of [
    ["a hash that is none", { sha256: { "alerts.parquet": "abc" } }],
    ["a file without a hash", { files: { "alerts.parquet": {} } }],
    ["a list entry without a name", { files: [{ checksum: sha256 }] }],
    ["a negative count", { counts: { alerts: -1 } }],
    ["a count in words", { counts: { alerts: "86" } }],
    ["a window in words", { window_days: "195" }],
    ["a list", []],
    ["nothing", null],
  ] as const) {
    it(`refuses ${name}`, () => {
      expect(() => parse(meta))
        .to.throw(NeuronError)
        .with.property("code", "BATCH_REJECTED");
    });
  }

  it("throws nothing but its own error, whatever the text", () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ files: value })),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseManifest(text);
        } catch (error) {
          expect(error).to.have.property("code", "BATCH_REJECTED");
        }
      }),
    );
  });
});

function parse(meta: unknown) {
  return parseManifest(JSON.stringify(meta));
}
