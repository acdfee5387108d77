import { expect } from "chai";
import { describe, it } from "mocha";
import { NeuronError } from "../../../../../src/lib/errors.ts";
import {
  checkManifest,
  findCountFault,
  findHashFault,
  findStatedHashes,
  sameHashes,
} from "../../../../../src/subnets/risk/ingest/check-manifest.ts";
import { dataTables } from "../../../../../src/subnets/risk/source/layout.ts";
import type { BatchManifest } from "../../../../../src/subnets/risk/source/meta.ts";
import { testKey } from "../../../../support/batch-files.ts";

const hash = { algorithm: "sha256", hex: "ab".repeat(32) } as const;
const allFiles = new Map(dataTables.map((table) => [table, hash]));

describe(checkManifest.name, () => {
  it("accepts a manifest that agrees, or says nothing", () => {
    expect(() =>
      checkManifest(testKey, createManifest({ network: "torus", files: allFiles })),
    ).not.to.throw();
    expect(() => checkManifest(testKey, createManifest())).not.to.throw();
  });

  for (const [field, value] of [
    ["network", "bitcoin"],
    ["processingDate", "2025-08-02"],
    ["windowDays", 19],
  ] as const) {
    it(`refuses another ${field}, with both values`, () => {
      expect(() => checkManifest(testKey, createManifest({ [field]: value })))
        .to.throw(NeuronError, new RegExp(`${value}, not ${testKey[field]}`))
        .with.property("code", "BATCH_REJECTED");
    });
  }

  it("refuses a list of files that lacks one", () => {
    const files = new Map([...allFiles].filter(([table]) => table !== "alerts"));
    expect(() => checkManifest(testKey, createManifest({ files }))).to.throw(NeuronError, "alerts.parquet");
  });
});

describe(findStatedHashes.name, () => {
  it("returns the hashes when all are stated, and nothing otherwise", () => {
    expect(findStatedHashes(createManifest({ files: allFiles }))).to.have.all.keys([...dataTables]);
    expect(findStatedHashes(createManifest({ files: new Map([["alerts", hash]]) }))).to.equal(undefined);
  });
});

describe(sameHashes.name, () => {
  const hashes = Object.fromEntries(dataTables.map((table) => [table, `sha256:${table}`]));

  it("compares every data file, and no other", () => {
    expect(sameHashes(hashes, { ...hashes, address_labels: "sha256:x" })).to.equal(true);
    expect(sameHashes(hashes, { ...hashes, clusters: "sha256:x" })).to.equal(false);
  });

  it("takes nothing for the same as nothing", () => {
    expect(sameHashes({}, {})).to.equal(false);
  });
});

describe(findHashFault.name, () => {
  const file = { path: "x", bytes: 1, hash };

  it("finds none when the hash is the stated one, or none is stated", () => {
    expect(findHashFault("alerts", createManifest({ files: allFiles }), file)).to.equal(undefined);
    expect(findHashFault("alerts", createManifest(), file)).to.equal(undefined);
  });

  it("names both hashes when they differ", () => {
    const other = { path: "x", bytes: 1, hash: { ...hash, hex: "00" } };
    const fault = findHashFault("alerts", createManifest({ files: allFiles }), other);
    expect(fault).to.include("sha256:00").and.to.include(hash.hex);
  });
});

describe(findCountFault.name, () => {
  it("names both counts when they differ", () => {
    const manifest = createManifest({ counts: new Map([["alerts", 86]]) });
    expect(findCountFault("alerts", manifest, 86)).to.equal(undefined);
    expect(findCountFault("features", manifest, 7)).to.equal(undefined);
    expect(findCountFault("alerts", manifest, 85)).to.equal("alerts.parquet has 85 rows, META.json says 86");
  });
});

function createManifest(overrides: Partial<BatchManifest> = {}): BatchManifest {
  return {
    batchId: undefined,
    generatedAt: undefined,
    network: undefined,
    processingDate: undefined,
    windowDays: undefined,
    files: new Map(),
    counts: new Map(),
    ...overrides,
  };
}
