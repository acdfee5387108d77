import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { systemClock } from "../../../src/lib/clock.ts";
import { afterEach, beforeEach, describe, it } from "mocha";
import { z } from "zod";
import { NeuronError } from "../../../src/lib/errors.ts";
import { contracts } from "../../../src/subnets/risk/ingest/contracts.ts";
import { ingestBatch } from "../../../src/subnets/risk/ingest/ingest-batch.ts";
import { acceptedBatch, acceptedBatches } from "../../../src/subnets/risk/ingest/ledger.ts";
import type { FetchOptions } from "../../../src/subnets/risk/source/batch-source.ts";
import { DirectorySource } from "../../../src/subnets/risk/source/directory-source.ts";
import type { SourceObject } from "../../../src/subnets/risk/source/layout.ts";
import { filePath, type TableEdit, testKey, withColumns, withRepeated } from "../../support/batch-files.ts";
import { codeOf } from "../../support/errors.ts";
import { IngestFixture } from "./ingest-fixture.ts";

describe(ingestBatch.name, () => {
  let fixture: IngestFixture;
  beforeEach(async () => {
    fixture = await IngestFixture.create();
  });
  afterEach(() => fixture.dispose());

  it("loads a batch and makes it the accepted one", async () => {
    await fixture.write({ rows: { alerts: 4, clusters: 2 } });
    const { status, batchId, counts, duplicates } = await fixture.ingest();
    expect(status).to.equal("accepted");
    expect(counts).to.deep.equal({ alerts: 4, features: 3, clusters: 2, money_flows: 3, address_labels: 3 });
    expect(duplicates).to.deep.equal({
      alerts: 0,
      features: 0,
      clusters: 0,
      money_flows: 0,
      address_labels: 0,
    });
    const accepted = await acceptedBatch(fixture.database, testKey);
    expect(accepted).to.deep.include({ batchId, counts, generatedAt: "2025-08-01T00:45:00.000000Z" });
    expect(accepted?.acceptedAtMs).to.equal(fixture.clock.now());
    expect(accepted?.labelsSha256).to.match(/^[0-9a-f]{64}$/);
    expect(accepted?.source).to.equal(fixture.sourceDirectory);
    for (const table of Object.values(contracts)) {
      expect(await fixture.storedBatches(table.table)).to.deep.equal([batchId]);
    }
  });

  it("stores what the files say", async () => {
    await fixture.write();
    await fixture.ingest();
    expect(await fixture.column("alerts", "alert_id")).to.deep.equal([
      "alert_id-0",
      "alert_id-1",
      "alert_id-2",
    ]);
    expect(await fixture.column("alerts", "volume_usd")).to.deep.equal(["1", "2", "3"]);
    expect(await fixture.column("alerts", "risk_indicators[1]")).to.include("risk_indicators-2");
    expect(await fixture.column("features", "hourly_activity")).to.include("[2,1,65535]");
    expect(await fixture.column("money_flows", "processing_date")).to.deep.equal(Array(3).fill("2025-08-01"));
  });

  it("declares every column of the raw tables, with its type", async () => {
    const row = z.object({ name: z.string(), type: z.string() });
    for (const contract of Object.values(contracts)) {
      const sql =
        "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}" +
        " AND name != 'batch_id' ORDER BY name";
      const actual = await fixture.database.rows(row, sql, { params: { table: contract.rawTable } });
      const declared = contract.columns
        .map(({ name, type, whenAbsent }) => ({
          name,
          type: whenAbsent === "null" ? `Nullable(${type})` : type,
        }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const plain = actual.map(({ name, type }) => ({
        name,
        type: type.replace(/LowCardinality\((\w+)\)/, "$1").replace("Decimal(38, 18)", "Decimal128(18)"),
      }));
      expect(declared).to.deep.equal(plain);
    }
  });

  it("does nothing when META.json describes the accepted batch, and asks for nothing else", async () => {
    await fixture.write();
    const first = await fixture.ingest();
    for (const table of ["alerts", "features", "clusters", "money_flows", "address_labels"] as const) {
      await rm(join(fixture.sourceDirectory, filePath(table)));
    }
    const second = await fixture.ingest();
    expect(second).to.deep.include({ status: "unchanged", batchId: first.batchId, counts: first.counts });
    expect(await fixture.storedBatches("alerts")).to.deep.equal([first.batchId]);
  });

  it("recognises the accepted batch by its files when META.json states no hashes", async () => {
    const meta = () => ({ network: "torus" });
    await fixture.write({ meta });
    const first = await fixture.ingest();
    expect(await fixture.ingest()).to.deep.include({ status: "unchanged", batchId: first.batchId });
  });

  it("loads a batch that was published anew, and keeps the one before", async () => {
    await fixture.write({ rows: { alerts: 1 } });
    const first = await fixture.ingest();
    await fixture.write({ rows: { alerts: 2 } });
    const second = await fixture.ingest();
    expect(second.status).to.equal("accepted");
    expect(await acceptedBatch(fixture.database, testKey)).to.deep.include({ batchId: second.batchId });
    expect(await fixture.storedBatches("alerts")).to.have.members([first.batchId, second.batchId]);
  });

  it("supersedes a batch also when the clock was set back", async () => {
    await fixture.write({ rows: { alerts: 1 } });
    await fixture.ingest();
    await fixture.write({ rows: { alerts: 2 } });
    const { batchId } = await fixture.ingest({ clock: { ...systemClock(), now: () => 1_000 } });
    expect(await acceptedBatch(fixture.database, testKey)).to.deep.include({ batchId });
  });

  it("does not read a batch again because the labels changed", async () => {
    await fixture.write();
    await fixture.ingest();
    await fixture.write({ rows: { address_labels: 1 } });
    expect((await fixture.ingest()).status).to.equal("unchanged");
  });

  it("keeps one alert per id: the most confident, then the largest", async () => {
    const edit = withColumns({
      alert_id: { values: ["a", "a", "a", "b"] },
      alert_confidence_score: { values: [0.25, 0.75, 0.75, 0.5] },
      volume_usd: { values: [9n, 1n, 2n, 1n].map((units) => units * 10n ** 18n) },
    });
    await fixture.write({ rows: { alerts: 4 }, tables: { alerts: edit } });
    const { counts, duplicates } = await fixture.ingest();
    expect([counts.alerts, duplicates.alerts]).to.deep.equal([2, 2]);
    expect(await fixture.column("alerts", "(alert_id, alert_confidence_score, volume_usd)")).to.deep.equal([
      "('a',0.75,2)",
      "('b',0.5,1)",
    ]);
    expect(await acceptedBatch(fixture.database, testKey)).to.have.deep.property("duplicates", {
      alerts: 2,
      features: 0,
    });
  });

  it("keeps the same duplicate whichever comes first in the file", async () => {
    const alike = withColumns({ alert_id: { values: ["a", "a"] }, volume_usd: { values: [1n, 1n] } });
    const reversed: TableEdit = (table) =>
      alike(table).map((column) => ({ ...column, values: column.values.toReversed() }));
    const kept = new Set<string>();
    for (const alerts of [alike, reversed]) {
      await fixture.write({ rows: { alerts: 2 }, tables: { alerts } });
      const { batchId } = await fixture.ingest();
      const sql = "SELECT description FROM raw_alerts WHERE batch_id = {batchId:String}";
      const row = await fixture.database.findRow(z.object({ description: z.string() }), sql, {
        params: { batchId },
      });
      kept.add(row?.description ?? "");
    }
    expect(kept).to.have.property("size", 1);
  });

  it("keeps one row per address, cluster, pair of addresses, and label of an address", async () => {
    const repeat = withRepeated(0, 1, 0);
    const tables = { features: repeat, clusters: repeat, money_flows: repeat, address_labels: repeat };
    await fixture.write({ tables });
    const { counts, duplicates } = await fixture.ingest();
    expect(counts).to.deep.equal({ alerts: 3, features: 3, clusters: 3, money_flows: 3, address_labels: 3 });
    expect(duplicates).to.deep.equal({
      alerts: 0,
      features: 3,
      clusters: 3,
      money_flows: 3,
      address_labels: 3,
    });
  });

  it("keeps several labels of one address", async () => {
    const edit = withColumns({ address: { values: ["x", "x", "x"] } });
    await fixture.write({ tables: { address_labels: edit } });
    expect((await fixture.ingest()).counts.address_labels).to.equal(3);
  });

  it("accepts empty clusters, flows and labels, which have no columns", async () => {
    await fixture.write({ rows: { clusters: 0, money_flows: 0, address_labels: 0 } });
    const { counts, absentColumns } = await fixture.ingest();
    expect(counts).to.deep.equal({ alerts: 3, features: 3, clusters: 0, money_flows: 0, address_labels: 0 });
    expect(absentColumns).to.deep.equal([]);
  });

  it("accepts a batch without alerts when META.json counts none", async () => {
    await fixture.write({ rows: { alerts: 0, clusters: 0 } });
    expect((await fixture.ingest()).counts.alerts).to.equal(0);
  });

  it("accepts a source without labels, and says so", async () => {
    await fixture.write({ without: ["address_labels"] });
    const { counts, warnings } = await fixture.ingest();
    expect(counts.address_labels).to.equal(0);
    expect(warnings).to.have.length(1);
    expect(await acceptedBatch(fixture.database, testKey)).to.have.property("labelsSha256", "");
  });

  it("takes denied labels for absent ones", async () => {
    await fixture.write();
    const source = new DenyingSource(fixture.sourceDirectory);
    expect((await fixture.ingest({ source })).counts.address_labels).to.equal(0);
  });

  it("takes labels that are newer than the batch, and says so", async () => {
    await fixture.write({
      rows: { address_labels: 2 },
      meta: ({ sha256, counts, ...meta }) => ({
        ...meta,
        sha256: { ...sha256, "address_labels.parquet": "0".repeat(64) },
        counts: { ...counts, address_labels: 259 },
      }),
    });
    const { counts, warnings } = await fixture.ingest();
    expect(counts.address_labels).to.equal(2);
    expect(warnings).to.have.length(2);
  });

  it("fills in the network of labels that do not state it", async () => {
    await fixture.write({ tables: { address_labels: withColumns({ network: undefined }) } });
    const { absentColumns } = await fixture.ingest();
    expect(await fixture.column("address_labels", "network")).to.deep.equal(["torus", "torus", "torus"]);
    expect(absentColumns).to.deep.equal(["address_labels.network"]);
  });

  it("stores NULL, not zero, in columns that newer producers dropped, and names them", async () => {
    const dropped = { is_whale: undefined, quality_score: undefined, outlier_transactions: undefined };
    await fixture.write({ tables: { features: withColumns(dropped) } });
    const { absentColumns } = await fixture.ingest();
    expect(absentColumns).to.have.members([
      "features.outlier_transactions",
      "features.is_whale",
      "features.quality_score",
    ]);
    expect(await fixture.column("features", "isNull(is_whale) + isNull(quality_score)")).to.include("2");
    expect((await acceptedBatch(fixture.database, testKey))?.absentColumns).to.deep.equal(absentColumns);
  });

  it("ignores columns that it does not know, and names them", async () => {
    const extra = { name: "label_risk_level", storage: "string", values: ["a", "b", "c"] } as const;
    await fixture.write({ tables: { clusters: (table) => [extra, ...table] } });
    const { warnings } = await fixture.ingest();
    expect(warnings.join()).to.include("label_risk_level");
  });

  it("stores severities and risk levels in lower case", async () => {
    await fixture.write({
      tables: {
        alerts: withColumns({ severity: { values: ["CRITICAL", "Low", "high"] } }),
        address_labels: withColumns({ risk_level: { values: ["High", "low", "LOW"] } }),
      },
    });
    await fixture.ingest();
    expect(await fixture.column("alerts", "severity")).to.have.members(["critical", "low", "high"]);
    expect(await fixture.column("address_labels", "risk_level")).to.have.members(["high", "low", "low"]);
  });

  it("reads the types that pandas writes", async () => {
    await fixture.write({
      tables: {
        features: withColumns({
          degree_in: { storage: "int64", values: [1n, 2n, 4_294_967_295n] },
          tx_in_count: { storage: "double", values: [1, 2, 3] },
          hourly_activity: { storage: "int64-list", values: [[1n], [2n, 65_535n], []] },
          pagerank: { storage: "double" },
          total_in_usd: { storage: "wide-decimal", values: [150n, 0n, 1n] },
        }),
        money_flows: withColumns({
          processing_date: { storage: "string", values: Array(3).fill("2025-08-01") },
          window_days: { storage: "int64", values: [195n, 195n, 195n] },
        }),
      },
    });
    await fixture.ingest();
    expect(await fixture.column("features", "(degree_in, tx_in_count, total_in_usd)")).to.deep.equal([
      "(1,1,1.5)",
      "(2,2,0)",
      "(4294967295,3,0.01)",
    ]);
    expect(await fixture.column("features", "hourly_activity")).to.have.members(["[1]", "[2,65535]", "[]"]);
    expect(await fixture.column("money_flows", "processing_date")).to.include("2025-08-01");
  });

  it("removes its temporary files, and those of a run that was killed", async () => {
    const leftover = join(fixture.tempDirectory, "ingest", "torus", "leftover");
    await mkdir(leftover, { recursive: true });
    await fixture.write();
    await fixture.ingest();
    expect(await readdir(join(fixture.tempDirectory, "ingest"))).to.deep.equal([]);
  });

  it("stops when it is told to, and leaves nothing behind", async () => {
    await fixture.write();
    const controller = new AbortController();
    const progress = {
      start: (label: string) => {
        if (label === "Loading features") controller.abort();
        return { update: () => undefined, finish: () => undefined };
      },
    };
    expect(await codeOf(fixture.ingest({ progress, signal: controller.signal }))).to.equal("CANCELLED");
    expect(await fixture.storedRows()).to.equal(0);
    expect(await acceptedBatch(fixture.database, testKey)).to.equal(undefined);
  });

  it("refuses a key that leads out of its folders", async () => {
    const key = { ...testKey, network: "../../etc" };
    expect(await codeOf(fixture.ingest({ key }))).to.equal("USAGE_INVALID");
  });
});

describe(acceptedBatches.name, () => {
  it("returns the newest batch of each date in the range, the oldest date first", async () => {
    const fixture = await IngestFixture.create();
    const ids: string[] = [];
    for (const processingDate of ["2025-08-31", "2025-08-01", "2025-09-30"]) {
      const key = { ...testKey, processingDate };
      await fixture.write({}, key);
      ids.push((await fixture.ingest({ key })).batchId);
    }
    await fixture.write({ rows: { alerts: 1 } });
    const { batchId: newest } = await fixture.ingest();
    const key = { ...testKey, windowDays: 30 };
    await fixture.write({}, key);
    await fixture.ingest({ key });
    const range = { from: "2025-08-01", to: "2025-08-31" };
    const found = await acceptedBatches(fixture.database, 195, range);
    await fixture.dispose();
    expect(found.map(({ batchId }) => batchId)).to.deep.equal([newest, ids[0]]);
  });
});

/** A bucket that may not be listed: what it does not have is denied. */
class DenyingSource extends DirectorySource {
  override async find(object: SourceObject, options: FetchOptions) {
    if (object.path.startsWith("address-labels/")) throw new NeuronError("SOURCE_DENIED", "HTTP 403");
    return super.find(object, options);
  }
}
