import { expect } from "chai";
import { z } from "zod";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { batchRowsDefinition } from "../../../src/subnets/risk/features/batch-rows.ts";
import { clusterSchema } from "../../../src/subnets/risk/features/cluster-features.ts";
import type { FeatureSchema } from "../../../src/subnets/risk/features/feature.ts";
import { alertScoringRows, clusterScoringRows } from "../../../src/subnets/risk/features/scoring-rows.ts";
import { completeBatchRows, storeBatchRows } from "../../../src/subnets/risk/features/store-batch-rows.ts";
import { trainingLabels } from "../../../src/subnets/risk/labels/training-labels.ts";
import {
  alertTrainingRows,
  clusterTrainingRows,
  rankingTrainingRows,
  trainingExtras,
} from "../../../src/subnets/risk/models/training-rows.ts";
import { silentLogger } from "../../../src/lib/logger.ts";
import { silentProgress, type Progress } from "../../../src/lib/progress.ts";
import type { Database } from "../../../src/store/database.ts";
import { testDatabase } from "../../support/engine.ts";
import { codeOf } from "../../support/errors.ts";
import { recordingLogger } from "../../support/log.ts";
import { storeOwnLabels } from "../../support/raw-batches.ts";
import { decodeRows } from "../../support/rows.ts";

/** Three alerts on two addresses, of which one has no feature row; one cluster of the first two alerts. */
const alerts = [
  { alert_id: "a1", address: "x", volume_usd: 100, alert_confidence_score: 0.9, severity: "critical" },
  { alert_id: "a2", address: "x", volume_usd: 300, alert_confidence_score: 0.7, severity: "medium" },
  { alert_id: "a3", address: "y", volume_usd: 100, alert_confidence_score: 0.6, severity: "medium" },
];

const never = new AbortController().signal;

describe("the feature rows", () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  before(async () => {
    store = await testDatabase();
    database = store.database;
    await insertBatch(database, { batch_id: "b1", processing_date: "2025-08-01", prefix: "" });
    await insertBatch(database, { batch_id: "b2", processing_date: "2025-08-31", prefix: "later-" });
    await storeOwnLabels(database, [
      { address: "x", isRisky: false, confidence: 0.5 },
      { address: "x", isRisky: true, confidence: 0.8 },
      { address: "z", isRisky: true, confidence: 0.9 },
    ]);
  });
  after(() => store.dispose());

  it("hold every alert of the batch once, with or without a feature row", async () => {
    const rows = await scoringRows(database, "b1");
    expect([...rows.keys()]).to.have.members(["a1", "a2", "a3"]);
  });

  it("compute the reference's formulas", async () => {
    const a2 = named(alertSchema, (await scoringRows(database, "b1")).get("a2"));
    const deviation = Math.sqrt(((100 - 500 / 3) ** 2 * 2 + (300 - 500 / 3) ** 2) / 2);
    expectClose(a2, {
      window_days: 195,
      severity_encoded: 2,
      volume_usd_log: Math.log(301),
      total_volume: 70,
      volume_ratio: 40 / 31,
      tx_count_norm: 0.12,
      day_of_week: 4, // a Friday
      day_of_month: 1,
      month: 8,
      is_weekend: 0,
      is_month_end: 0,
      volume_zscore: (300 - 500 / 3) / deviation,
      volume_percentile: 1,
      addr_volume_mean: 200,
      addr_volume_std: Math.sqrt(20_000),
      addr_volume_min: 100,
      addr_volume_max: 300,
      addr_volume_count: 2,
      cluster_size: 2,
      cluster_volume: 400,
      in_cluster: 1,
      in_degree: 1,
      total_in: 50,
      avg_in: 50,
      tx_in_count: 5,
      out_degree: 2,
      total_out: 30,
      avg_out: 15,
      tx_out_count: 7,
      total_degree: 3,
      typology_structuring: 1,
      has_address_features: 1,
      address_days_since_first_activity: 10,
    });
  });

  it("give tied volumes their average rank", async () => {
    const a1 = named(alertSchema, (await scoringRows(database, "b1")).get("a1"));
    expectClose(a1, { volume_percentile: 1.5 / 3 });
  });

  it("keep every alert of a tied volume, of one address or of several", async () => {
    const tied = ["t1", "t2", "t3", "t4"];
    await insertAlerts(
      database,
      { batch_id: "tied", processing_date: "2025-08-01", window_days: 195 },
      tied.map((alert_id, place) => ({ alert_id, address: place < 2 ? "x" : alert_id, volume_usd: 7 })),
    );
    const rows = await scoringRows(database, "tied");
    expect([...rows.keys()]).to.have.members(tied);
    for (const values of rows.values()) {
      expectClose(named(alertSchema, values), { volume_percentile: 2.5 / 4, volume_zscore: 0 });
    }
  });

  it("are the same, to the byte, however many parts they are stored in", async () => {
    const whole = await scoringRows(database, "b2");
    await database.command("ALTER TABLE address_values DROP PARTITION 'b2'");
    await storeBatchRows(database, { batchId: "b2", alerts: 2_500_000 }, never);
    expect(await storedAddresses(database, "b2")).to.equal(2);
    expect(await scoringRows(database, "b2")).to.deep.equal(whole);
    expect((await scoringRows(database, "b1")).size).to.equal(alerts.length);
  });

  it("are stored anew where a program with another definition stored them, or one that was killed", async () => {
    await insertAlerts(
      database,
      { batch_id: "b3", processing_date: "2025-09-30", window_days: 195 },
      ["x", "y", "z"].map((address) => ({ alert_id: `of-${address}`, address, volume_usd: 7 })),
    );
    await database.insertRows("address_values", [{ batch_id: "b3", definition: "older", key: 1 }]);
    const whole = await scoringRows(database, "b3");
    expect(whole.size).to.equal(3);
    await database.command("DELETE FROM address_values WHERE batch_id = 'b3' AND key % 2 = 0");
    await database.insertRows("address_values", [
      { batch_id: "b3", definition: batchRowsDefinition, key: 1 },
    ]);
    expect(await scoringRows(database, "b3")).to.deep.equal(whole);
    expect(await storedAddresses(database, "b3")).to.equal(3);
  });

  it("are completed batch by batch: it is said once, shown, and can be stopped in between", async () => {
    const batches = ["c1", "c2", "c3"];
    for (const batch_id of batches) {
      const alert = { alert_id: `of-${batch_id}`, address: "x", volume_usd: 7 };
      await insertAlerts(database, { batch_id, processing_date: "2025-09-30", window_days: 195 }, [alert]);
      await database.insertRows("address_values", [{ batch_id, definition: "older", key: 1 }]);
    }
    const stopping = new AbortController();
    const shown: string[] = [];
    const progress: Progress = {
      start: (label, total) => {
        shown.push(`${label}: ${total ?? ""} alerts`);
        const update = (done: number) => {
          shown.push(String(done));
          stopping.abort();
        };
        return { update, finish: () => shown.push("finished") };
      },
    };
    const logger = recordingLogger();
    const deps = { database, logger, progress };
    expect(await codeOf(completeBatchRows(deps, batches, stopping.signal))).to.equal("CANCELLED");
    expect(shown).to.deep.equal(["Completing batches: 3 alerts", "1", "finished"]);
    expect(logger.lines.map(({ fields }) => fields)).to.deep.equal([{ batches: 3, alerts: 3 }]);
    const sql =
      "SELECT count() AS addresses FROM address_values WHERE definition = 'older' AND batch_id LIKE 'c%'";
    expect(await database.findRow(z.object({ addresses: z.number() }), sql)).to.deep.equal({ addresses: 2 });

    for (const rest of [2, 0]) {
      await completeBatchRows(deps, batches, never);
      expect(logger.lines.filter(({ fields }) => fields["batches"] === rest)).to.have.length(
        rest === 0 ? 0 : 1,
      );
    }
  });

  it("say missing, not zero, where an address has no feature row", async () => {
    const a3 = named(alertSchema, (await scoringRows(database, "b1")).get("a3"));
    expect(a3["total_in_usd"]).to.be.NaN;
    expect(a3["address_pagerank"]).to.be.NaN;
    expectClose(a3, {
      has_address_features: 0,
      cluster_size: 1,
      total_degree: 1,
      addr_volume_std: 0,
    });
  });

  it("are the same for training on several batches as for scoring one", async () => {
    const scored = await scoringRows(database, "b2");
    for (const sqlOf of [alertTrainingRows, rankingTrainingRows]) {
      const trained = await trainingRows(database, sqlOf(trainingLabels), ["b1", "b2"]);
      for (const key of ["later-a1", "later-a2"]) {
        expect(trained.get(key)?.slice(trainingExtras.length), key).to.deep.equal(scored.get(key));
      }
    }
  });

  it("hold every cluster once, also one without alerts, with missing statistics", async () => {
    const bytes = await database.bytes(clusterScoringRows, { params: { batches: ["b1"] } });
    const rows = decodeRows(bytes, clusterSchema.names.length);
    expect([...rows.keys()]).to.have.members(["by-address", "by-ids", "by-primary", "empty"]);
    expectClose(named(clusterSchema, rows.get("by-ids")), {
      alert_count: 2,
      alert_volume_sum: 400,
      alert_critical_severity_count: 1,
      mean_alert_confidence_score: 0.8,
      max_alert_confidence_score: 0.9,
      cluster_type_same_entity: 1,
    });
    expectClose(named(clusterSchema, rows.get("by-primary")), { alert_count: 1, mean_volume_usd: 300 });
    expectClose(named(clusterSchema, rows.get("by-address")), { alert_count: 1, alert_volume_sum: 100 });
    const empty = named(clusterSchema, rows.get("empty"));
    expectClose(empty, { alert_count: 0 });
    expect(empty["mean_volume_usd"]).to.be.NaN;
  });

  it("take a cluster's label from its riskiest alert", async () => {
    const rows = await trainingRows(database, clusterTrainingRows(trainingLabels), ["b1"], clusterSchema);
    expect(taught(rows.get("by-ids"))).to.deep.include({ label: 1, weight: 0.4 });
    expect([...rows.keys()]).to.not.include("empty");
  });

  it("take an alert's label from the most trusted row, with its date, pattern and batch", async () => {
    const rows = await trainingRows(database, alertTrainingRows(trainingLabels), ["b1"]);
    expect([...rows.keys()]).to.have.members(["a1", "a2"]);
    const date = Date.parse("2025-08-01") / 86_400_000;
    for (const values of rows.values()) {
      expect(taught(values)).to.deep.include({
        label: 1,
        target: 1,
        weight: 0.4,
        date,
        pattern: 0,
        group: 1,
      });
    }
    expect(taught(rows.get("a1"))["address"]).to.equal(taught(rows.get("a2"))["address"]);
  });
});

function quietly(database: Database) {
  return { database, logger: silentLogger(), progress: silentProgress() };
}

async function storedAddresses(database: Database, batch: string): Promise<number | undefined> {
  const sql = "SELECT count() AS addresses FROM address_values WHERE batch_id = {batch:String}";
  const row = await database.findRow(z.object({ addresses: z.number() }), sql, { params: { batch } });
  return row?.addresses;
}

async function scoringRows(database: Database, batch: string): Promise<Map<string, number[]>> {
  await completeBatchRows(quietly(database), [batch], never);
  return decodeRows(
    await database.bytes(alertScoringRows, { params: { batches: [batch] } }),
    alertSchema.names.length,
  );
}

async function trainingRows(
  database: Database,
  sql: string,
  batches: readonly string[],
  { names } = alertSchema,
): Promise<Map<string, number[]>> {
  await completeBatchRows(quietly(database), batches, never);
  const bytes = await database.bytes(sql, { params: { batches, labels_until: "2025-12-31" } });
  return decodeRows(bytes, trainingExtras.length + names.length);
}

/** The extras of a training row by their names. */
function taught(values: readonly number[] = []): Record<string, number> {
  return Object.fromEntries(trainingExtras.map((name, place) => [name, round(values[place] ?? NaN)]));
}

function named({ names }: FeatureSchema, values: readonly number[] | undefined): Record<string, number> {
  expect(values).to.have.length(names.length);
  return Object.fromEntries(names.map((name, index) => [name, values?.[index] ?? NaN]));
}

function expectClose(
  found: Readonly<Record<string, number>>,
  expected: Readonly<Record<string, number>>,
): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(found[name], name).to.be.closeTo(value, Math.abs(value) * 1e-5 + 1e-7);
  }
}

function round(value: number): number {
  return Number(value.toFixed(6));
}

type Row = Readonly<Record<string, unknown>>;

async function insertAlerts(database: Database, common: Row, rows: readonly Row[]): Promise<void> {
  await database.insertRows(
    "raw_alerts",
    rows.map((row) => ({ ...common, typology_type: "STRUCTURING", ...row })),
  );
}

/** The second batch holds the same alerts under other ids, so that its features must not lean on the first. */
async function insertBatch(
  database: Database,
  { batch_id, processing_date, prefix }: { batch_id: string; processing_date: string; prefix: string },
): Promise<void> {
  const common = { batch_id, processing_date, window_days: 195 };
  const own = alerts.map((alert) => ({ ...alert, alert_id: `${prefix}${alert.alert_id}` }));
  await insertAlerts(database, common, own);
  const dayMs = 86_400_000;
  const end = Date.parse(`${processing_date}T00:00:00Z`);
  await database.insertRows("raw_features", [
    {
      ...common,
      address: "x",
      total_in_usd: 30,
      total_out_usd: 40,
      tx_total_count: 12,
      pagerank: 0.25,
      hourly_activity: [3, 1, ...Array<number>(22).fill(0)],
      daily_activity: [4, 0, 0, 0, 0, 0, 0],
      first_activity_timestamp: end - 10 * dayMs,
      last_activity_timestamp: end - dayMs,
    },
  ]);
  const cluster = { ...common, total_alerts: 2, cluster_type: "same_entity", severity_max: "critical" };
  await database.insertRows("raw_clusters", [
    {
      ...cluster,
      cluster_id: "by-ids",
      related_alert_ids: ["a1", "a2"],
      addresses_involved: ["x"],
      total_volume_usd: 400,
    },
    { ...cluster, cluster_id: "by-primary", primary_alert_id: "a2", total_alerts: 1 },
    { ...cluster, cluster_id: "by-address", addresses_involved: ["y"], total_alerts: 1 },
    { ...cluster, cluster_id: "empty", related_alert_ids: ["gone"], total_alerts: 1 },
  ]);
  await database.insertRows("raw_money_flows", [
    { ...common, from_address: "s", to_address: "x", amount_usd_sum: 50, tx_count: 5 },
    { ...common, from_address: "x", to_address: "y", amount_usd_sum: 20, tx_count: 4 },
    { ...common, from_address: "x", to_address: "z", amount_usd_sum: 10, tx_count: 3 },
  ]);
}
