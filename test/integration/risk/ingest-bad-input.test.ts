import { expect } from "chai";
import { systemClock } from "../../../src/lib/clock.ts";
import { after, afterEach, before, describe, it } from "mocha";
import { rm } from "node:fs/promises";
import { ingestBatch } from "../../../src/subnets/risk/ingest/ingest-batch.ts";
import { acceptedBatch } from "../../../src/subnets/risk/ingest/ledger.ts";
import type { FetchOptions } from "../../../src/subnets/risk/source/batch-source.ts";
import { DirectorySource } from "../../../src/subnets/risk/source/directory-source.ts";
import { HttpSource } from "../../../src/subnets/risk/source/http-source.ts";
import { type BatchTable, batchTables, type SourceObject } from "../../../src/subnets/risk/source/layout.ts";
import { type BatchEdits, daysOf, testKey, withColumns } from "../../support/batch-files.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import { answers, startHostileServer } from "../../support/hostile-server.ts";
import { IngestFixture } from "./ingest-fixture.ts";

const html = "<!doctype html><title>Not found</title>";
const unit = 10n ** 18n;

describe(`${ingestBatch.name} on bad input`, () => {
  let fixture: IngestFixture;
  before(async () => {
    fixture = await IngestFixture.create();
  });
  after(() => fixture.dispose());
  afterEach(async () => {
    await rm(fixture.sourceDirectory, { recursive: true, force: true });
    await fixture.database.command("TRUNCATE TABLE ingestions");
  });

  describe("files that are not what they claim", () => {
    for (const table of batchTables) {
      it(`refuses ${table} that are truncated`, () =>
        refuses(
          { ...unhashed, bytes: { [table]: (bytes: Buffer) => bytes.subarray(0, bytes.length / 2) } },
          "truncated",
        ));

      it(`refuses ${table} that are a web page`, () =>
        refuses({ ...unhashed, bytes: { [table]: () => Buffer.from(html) } }, "web page"));
    }

    it("refuses a file whose pages are garbled, though its footer is whole", () =>
      refuses(
        { ...unhashed, bytes: { alerts: (bytes) => Buffer.from(bytes).fill(0xff, 4, 600) } },
        "alerts.parquet",
      ));

    it("refuses a file whose footer is garbled", () =>
      refuses(
        {
          ...unhashed,
          bytes: { features: (bytes) => Buffer.from(bytes).fill(0xff, bytes.length - 500, bytes.length - 8) },
        },
        "footer",
      ));

    it("refuses an empty file", () =>
      refuses({ ...unhashed, bytes: { clusters: () => Buffer.alloc(0) } }, "empty"));

    it("refuses a file with another hash than META.json states", () =>
      refuses({ bytes: { alerts: (bytes) => Buffer.concat([bytes, Buffer.from("x")]) } }, "sha256:"));

    it("refuses a file with another MD5 than META.json states", () =>
      refuses(
        {
          meta: ({ sha256: names }) => ({
            files: Object.fromEntries(Object.keys(names).map((name) => [name, { md5: "0".repeat(32) }])),
          }),
        },
        "md5:",
      ));
  });

  describe("a META.json of something else", () => {
    for (const [field, value] of [
      ["network", "bitcoin"],
      ["processing_date", "2025-08-02"],
      ["window_days", 19],
    ] as const) {
      it(`refuses another ${field}`, () =>
        refuses({ meta: (meta) => ({ ...meta, [field]: value }) }, String(value)));
    }

    it("refuses other counts, with both numbers", async () => {
      const meta: BatchEdits["meta"] = (stated) => ({
        ...stated,
        counts: { ...stated.counts, clusters: 17 },
      });
      await refuses({ meta }, "clusters.parquet has 3 rows, META.json says 17");
    });

    it("refuses a batch whose producer no longer publishes alerts", () =>
      refuses(
        { meta: (meta) => ({ ...meta, sha256: { ...meta.sha256, "alerts.parquet": undefined } }) },
        "alerts.parquet",
      ));

    it("refuses one that cannot be parsed", () => refuses({ meta: () => "<html>" }, "META.json"));
  });

  describe("columns", () => {
    it("refuses a missing column by its name", () =>
      refuses({ tables: { alerts: withColumns({ address: undefined }) } }, "column address is missing"));

    it("refuses a misnamed column by both names", () =>
      refuses({ tables: { alerts: withColumns({ severity: { name: "Severity" } }) } }, '"Severity"'));

    it("refuses a misnamed column also where it may be missing", () =>
      refuses({ tables: { features: withColumns({ is_whale: { name: "isWhale" } }) } }, '"isWhale"'));

    it("refuses a column of another type", () =>
      refuses(
        {
          tables: {
            alerts: withColumns({ alert_confidence_score: { storage: "string", values: ["1", "1", "1"] } }),
          },
        },
        "alert_confidence_score is text",
      ));

    it("refuses alerts without rows that META.json does not announce", () =>
      refuses({ rows: { alerts: 0 }, meta: (meta) => ({ ...meta, counts: undefined }) }, "no rows"));
  });

  describe("values", () => {
    const cases: readonly (readonly [string, BatchTable, Parameters<typeof withColumns>[0], number])[] = [
      ["NaN", "alerts", { alert_confidence_score: { values: [0.5, NaN, NaN] } }, 2],
      ["a confidence above 1", "alerts", { alert_confidence_score: { values: [1.5, 1, 0] } }, 1],
      ["a negative confidence", "clusters", { confidence_avg: { values: [-0.5, 1, 0] } }, 1],
      ["a label's confidence above 1", "address_labels", { confidence_score: { values: [1, 2, 3] } }, 2],
      ["a negative volume", "alerts", { volume_usd: { values: [unit, -unit, unit] } }, 1],
      ["an infinite score", "features", { pagerank: { values: [0, Infinity, 0] } }, 1],
      [
        "a NaN in a column that may be absent",
        "features",
        { graph_anomaly_score: { values: [NaN, 0, 0] } },
        1,
      ],
      ["an empty alert id", "alerts", { alert_id: { values: ["a", "", "c"] } }, 1],
      ["an empty address", "features", { address: { values: ["a", "", "c"] } }, 1],
      ["an empty end of a flow", "money_flows", { to_address: { values: ["a", "b", ""] } }, 1],
      ["an unknown severity", "alerts", { severity: { values: ["low", "urgent", "urgent"] } }, 2],
      ["an unknown risk level", "address_labels", { risk_level: { values: ["low", "??", "low"] } }, 1],
      ["rows of another window", "features", { window_days: { values: [195, 19, 30] } }, 2],
      ["rows of another date", "clusters", { processing_date: { values: [0, daysOf("2025-08-01"), 1] } }, 2],
      [
        "labels of another network",
        "address_labels",
        { network: { values: ["torus", "bitcoin", "torus"] } },
        1,
      ],
      ["NULL", "alerts", { address: { values: ["a", null, null] } }, 2],
      ["NULL in a column that may be absent", "features", { is_whale: { values: [true, null, false] } }, 1],
      ["NULL in a list", "clusters", { related_alert_ids: { values: [["a"], ["b", null], []] } }, 1],
      ["a negative count", "features", { degree_in: { storage: "int64", values: [1n, -1n, -7n] } }, 2],
      ["a count too large", "features", { degree_in: { storage: "int64", values: [1n, 2n ** 32n, 1n] } }, 1],
      ["half a count", "features", { degree_in: { storage: "double", values: [1, 2.5, 3] } }, 1],
      [
        "an hour's count too large",
        "features",
        { hourly_activity: { storage: "int64-list", values: [[1n], [65_536n], []] } },
        1,
      ],
      [
        "an amount too large",
        "alerts",
        { volume_usd: { storage: "wide-decimal", values: [1n, 10n ** 30n, 1n] } },
        1,
      ],
      ["an amount that is NaN", "alerts", { volume_usd: { storage: "double", values: [1, NaN, 1] } }, 1],
      [
        "a date that is none",
        "money_flows",
        { processing_date: { storage: "string", values: ["2025-08-01", "soon", "2025-08-01"] } },
        1,
      ],
    ];
    for (const [name, table, changes, rows] of cases) {
      it(`refuses ${name}, with the column, the number of rows and an example`, async () => {
        const [column = ""] = Object.keys(changes);
        const failure = await refuses({ tables: { [table]: withColumns(changes) } }, column);
        expect(failure?.context).to.include({ file: `${table}.parquet`, column, rows });
        expect(failure?.context.example).to.be.a("string");
      });
    }

    it("checks also the duplicates that it leaves out", () =>
      refuses(
        {
          tables: {
            alerts: withColumns({
              alert_id: { values: ["a", "a", "b"] },
              alert_confidence_score: { values: [0.5, NaN, 0.5] },
            }),
          },
        },
        "alert_confidence_score",
      ));

    it("refuses a date that the calendar does not have", () =>
      refuses(
        {
          tables: {
            money_flows: withColumns({
              processing_date: { storage: "string", values: ["2025-08-01", "2025-13-45", "2025-08-01"] },
            }),
          },
        },
        "processing_date",
      ));
  });

  describe("a source that has not all", () => {
    it("does not find a window that resembles another", async () => {
      await fixture.write();
      const key = { ...testKey, windowDays: 19 };
      expect(await codeOf(fixture.ingest({ key }))).to.equal("SOURCE_NOT_FOUND");
    });

    it("waits for a file that META.json lists, then gives up", async () => {
      await fixture.write({ without: ["features"] });
      const waits: number[] = [];
      const clock = {
        ...systemClock(),
        sleep: (durationMs: number) => Promise.resolve(void waits.push(durationMs)),
      };
      expect(await codeOf(fixture.ingest({ clock }))).to.equal("SOURCE_UNAVAILABLE");
      expect(waits).to.deep.equal([2_000, 4_000, 8_000, 16_000, 32_000]);
    });

    it("takes a file that appears while it waits", async () => {
      await fixture.write({ without: ["features"] });
      const clock = { ...systemClock(), sleep: () => fixture.write() };
      expect((await fixture.ingest({ clock })).status).to.equal("accepted");
    });

    it("reports a source that denies everything", async () => {
      const server = await startHostileServer(answers(403));
      const policy = { retries: 0, retryDelayMs: 1, idleTimeoutMs: 1_000, attemptTimeoutMs: 1_000 };
      const code = await codeOf(fixture.ingest({ source: new HttpSource(server.url, policy) }));
      await server.close();
      expect(code).to.equal("SOURCE_DENIED");
    });
  });

  it("refuses a file that changes between its verification and its loading", async () => {
    await fixture.write(unhashed);
    const source = new ChangingSource(fixture.sourceDirectory);
    expect(await codeOf(fixture.ingest({ source }))).to.equal("SOURCE_UNAVAILABLE");
    expect(await acceptedBatch(fixture.database, testKey)).to.equal(undefined);
  });

  it("leaves the accepted batch as it was, and nothing of the refused one", async () => {
    await fixture.write();
    const { batchId } = await fixture.ingest();
    const before = await fixture.storedRows();
    await refuses(
      { tables: { money_flows: withColumns({ amount_sum: { values: [-unit, unit, unit] } }) } },
      "amount_sum",
    );
    expect(await acceptedBatch(fixture.database, testKey)).to.have.property("batchId", batchId);
    expect(await fixture.storedRows()).to.equal(before);
  });

  /** Writes a batch with these edits and expects its rejection to say this. */
  async function refuses(edits: BatchEdits, says: string) {
    await fixture.write(edits);
    const failure = await failureOf(fixture.ingest());
    expect(failure?.code).to.equal("BATCH_REJECTED");
    expect(failure?.message).to.include(says).and.to.include("torus 2025-08-01 195d");
    return failure;
  }
});

/** META.json without hashes and counts, so that the file itself must show what is wrong. */
const unhashed: BatchEdits = {
  meta: (meta) => ({ ...meta, sha256: undefined, counts: undefined }),
};

/** Its files are no longer those whose hash it took. */
class ChangingSource extends DirectorySource {
  override async find(object: SourceObject, options: FetchOptions) {
    const file = await super.find(object, options);
    return file && { ...file, hash: { ...file.hash, hex: "0".repeat(64) } };
  }
}
