import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { dnsUuid5 } from "../../../src/devnet/world/alerts/uuid5.ts";
import { severityOf } from "../../../src/devnet/world/alerts/severity.ts";
import { makeWorld, type WrittenWorld } from "../../../src/devnet/world/make-world.ts";
import { droppedColumns } from "../../../src/devnet/world/quirks.ts";
import type { WorldSettings } from "../../../src/devnet/world/settings.ts";
import { silentProgress } from "../../../src/lib/progress.ts";
import { producerColumns } from "./producer-columns.ts";
import { numberOf, type ParquetRow, readColumns, readRows, readShape, textOf } from "./read-parquet.ts";

describe(makeWorld.name, () => {
  let directory: string;
  let world: WrittenWorld;
  let day: Tables;
  let monthLater: Tables;

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "world-"));
    world = await create("plain", {});
    day = await readTables(world, 0);
    monthLater = await readTables(world, 1);
  });

  after(() => rm(directory, { recursive: true, force: true }));

  it("writes the columns and types of the producer", async () => {
    for (const table of ["alerts", "features", "clusters", "money_flows"]) {
      expect(await readColumns(tablePath(world, table))).to.deep.equal(producerColumns[table]);
    }
    expect(await readColumns(world.labelsPath ?? "")).to.deep.equal(producerColumns.labels);
  });

  it("writes the same bytes for the same settings and others for another seed", async () => {
    const again = await create("again", {});
    const other = await create("other", { seed: 2 });
    expect(await digests(again)).to.deep.equal(await digests(world));
    for (const [place, digest] of (await digests(other)).entries()) {
      expect(digest).to.not.equal((await digests(world))[place]);
    }
  });

  it("returns the counts that its META.json has and its files hold", async () => {
    const [batch] = world.batches;
    const meta = JSON.parse(await readFile(join(batch?.path ?? "", "META.json"), "utf8")) as unknown;
    expect(meta).to.deep.include({
      batch_id: "torus-2025-08-01-195d",
      window_days: 195,
      counts: batch?.counts,
    });
    expect(batch?.counts).to.deep.equal({
      alerts: day.alerts.length,
      features: day.features.length,
      clusters: day.clusters.length,
      money_flows: day.flows.length,
      address_labels: day.labels.length,
    });
  });

  it("hashes what it wrote, in each shape of META.json", async () => {
    const forms = {
      exporter: world,
      md5: await create("md5", { metaForm: "md5" }),
      checksums: await create("sums", { metaForm: "checksums" }),
    };
    expect(await readMeta(forms.exporter)).to.have.deep.property("sha256", {
      ...(await hashes(forms.exporter, "sha256")),
      "address_labels.parquet": await hashOf(world.labelsPath ?? "", "sha256"),
    });
    expect(await readMeta(forms.md5)).to.have.deep.property(
      "files",
      Object.fromEntries(
        Object.entries(await hashes(forms.md5, "md5")).map(([name, md5]) => [name, { md5 }]),
      ),
    );
    expect(await readMeta(forms.checksums)).to.have.deep.property(
      "files",
      Object.entries(await hashes(forms.checksums, "sha256")).map(([name, checksum]) => ({
        filename: `raw_${name}`,
        checksum,
      })),
    );
  });

  it("gives every active address one row of features, and every flow two of them", () => {
    const addresses = new Set(day.features.map((row) => textOf(row, "address")));
    expect(addresses.size).to.equal(day.features.length);
    for (const flow of day.flows) {
      const ends = [textOf(flow, "from_address"), textOf(flow, "to_address")];
      expect(ends.every((address) => addresses.has(address))).to.equal(true);
    }
  });

  it("keeps the identities of the producer's features", () => {
    for (const row of day.features) {
      const of = (name: string) => numberOf(row, name);
      expect(of("total_volume_usd")).to.be.closeTo(of("total_in_usd") + of("total_out_usd"), 1e-3);
      expect(of("net_flow_usd")).to.be.closeTo(of("total_in_usd") - of("total_out_usd"), 1e-3);
      expect(of("degree_total")).to.equal(of("unique_counterparties"));
      expect(of("tx_total_count")).to.equal(of("degree_in") + of("degree_out"));
      expect(of("khop1_count")).to.equal(of("unique_recipients_count"));
      expect(of("khop3_count")).to.be.at.least(of("khop2_count"));
      expect(of("reciprocity_ratio")).to.be.within(0, 0.5);
      expect(of("counterparty_concentration")).to.be.within(-1, 0);
      expect(of("flow_concentration")).to.be.within(-1, 0);
      expect(of("kcore")).to.be.within(1, of("degree_total"));
      for (const name of shares) expect(of(name), name).to.be.within(0, 1);
      expect(row.is_new_address).to.equal(true);
    }
  });

  it("derives the features from the flows it publishes", () => {
    const received = new Map<string, number>();
    for (const flow of day.flows) {
      const to = textOf(flow, "to_address");
      received.set(to, (received.get(to) ?? 0) + numberOf(flow, "amount_usd_sum"));
    }
    for (const row of day.features) {
      expect(numberOf(row, "total_in_usd")).to.be.closeTo(received.get(textOf(row, "address")) ?? 0, 1e-3);
    }
  });

  it("raises alerts by the producer's thresholds", () => {
    const fired = [day, monthLater].flatMap(({ alerts, features }) => {
      const rows = byAddress(features);
      return alerts.map((alert) => ({ alert, row: rows.get(textOf(alert, "address")) }));
    });
    for (const { alert, row } of fired) {
      const typology = textOf(alert, "typology_type");
      expect(
        thresholds[typology]?.((name) => numberOf(row, name), alert),
        typology,
      ).to.equal(true);
    }
    const typologies = fired.map(({ alert }) => textOf(alert, "typology_type"));
    expect(new Set(typologies)).to.have.all.keys(Object.keys(thresholds));
  });

  it("names alerts and their severity by rule, each id once", () => {
    for (const alert of day.alerts) {
      const name = `${textOf(alert, "address")}-${textOf(alert, "typology_type")}-2025-08-01`;
      expect(textOf(alert, "alert_id")).to.equal(dnsUuid5(name));
      const confidence = Math.round(numberOf(alert, "alert_confidence_score") * 1e6) / 1e6;
      expect(textOf(alert, "severity")).to.equal(severityOf(confidence));
    }
    expect(new Set(day.alerts.map((alert) => textOf(alert, "alert_id"))).size).to.equal(day.alerts.length);
  });

  it("clusters exactly the addresses with more than one alert", () => {
    const counts = new Map<string, number>();
    for (const alert of day.alerts) {
      const address = textOf(alert, "address");
      counts.set(address, (counts.get(address) ?? 0) + 1);
    }
    const repeated = [...counts].filter(([, count]) => count > 1).map(([address]) => [address]);
    expect(day.clusters.map((cluster) => cluster.addresses_involved)).to.have.deep.members(repeated);
  });

  it("labels alerted addresses of both classes", () => {
    const alerted = new Set(day.alerts.map((alert) => textOf(alert, "address")));
    const risks = day.labels
      .filter((label) => alerted.has(textOf(label, "address")))
      .map((label) => textOf(label, "risk_level"));
    const positives = risks.filter((risk) => risk === "high" || risk === "critical").length;
    expect(positives).to.be.at.least(3);
    expect(risks.length - positives).to.be.at.least(3);
  });

  it("lets some alerted addresses expand within thirty days, and only some", () => {
    const before = byAddress(day.features);
    const after = byAddress(monthLater.features);
    const alerted = [...new Set(day.alerts.map((alert) => textOf(alert, "address")))];
    const expanding = alerted.filter((address) => expands(before.get(address), after.get(address)));
    expect(expanding.length).to.be.within(1, alerted.length / 4);
  });

  it("repeats rows and restates an alert when it has duplicates", async () => {
    const dups = await create("dups", { quirks: ["duplicates"] });
    const { alerts, features } = await readTables(dups, 0);
    const ids = new Set(alerts.map((alert) => textOf(alert, "alert_id")));
    expect(ids.size).to.equal(day.alerts.length);
    expect(alerts.length).to.be.greaterThan(ids.size);
    const versions = new Set(
      alerts.map((alert) => `${textOf(alert, "alert_id")} ${numberOf(alert, "alert_confidence_score")}`),
    );
    expect(versions.size).to.equal(ids.size + 1);
    expect(features.length).to.be.greaterThan(byAddress(features).size);
    expect(dups.batches[0]?.counts.alerts).to.equal(alerts.length);
  });

  it("leaves out what newer producers leave out", async () => {
    const drift = await create("drift", { quirks: ["dropped-columns"] });
    const kept = producerColumns.features?.filter(
      (column) => !droppedColumns.includes(column.split(":")[0] ?? ""),
    );
    expect(await readColumns(tablePath(drift, "features"))).to.deep.equal(kept);
    expect(kept).to.have.length(82);
  });

  it("writes a clusters file without rows and columns", async () => {
    const empty = await create("empty", { quirks: ["empty-clusters"] });
    expect(await readShape(tablePath(empty, "clusters"))).to.deep.equal({ columns: 0, rows: 0 });
    expect(empty.batches[0]?.counts.clusters).to.equal(0);
  });

  it("writes no label file when there are no labels", async () => {
    const unlabelled = await create("unlabelled", { quirks: ["no-labels"] });
    expect(unlabelled.labelsPath).to.equal(undefined);
    expect(unlabelled.batches[0]?.counts.address_labels).to.equal(0);
    const { alerts } = await readTables(unlabelled, 0);
    expect(alerts.map((alert) => textOf(alert, "typology_type"))).to.not.include("FRESH_TO_EXCHANGE");
  });

  it("reports its progress and stops between two dates when aborted", async () => {
    const controller = new AbortController();
    const seen: string[] = [];
    const progress = {
      start: (label: string, total?: number) => ({
        update: (done: number) => {
          seen.push(`${label} ${done}/${String(total)}`);
          controller.abort();
        },
        finish: () => seen.push("finished"),
      }),
    };
    const settings = createSettings({ directory: join(directory, "aborted") });
    const error = await makeWorld(settings, { signal: controller.signal, progress }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(Error).with.property("name", "AbortError");
    expect(seen).to.deep.equal(["Making a world 1/2", "finished"]);
  });

  function create(name: string, overrides: Partial<WorldSettings>): Promise<WrittenWorld> {
    const settings = createSettings({ directory: join(directory, name), ...overrides });
    return makeWorld(settings, { signal: new AbortController().signal, progress: silentProgress() });
  }
});

const shares = [
  "amount_predictability",
  "behavioral_anomaly_score",
  "betweenness",
  "clustering_coefficient",
  "concentration_ratio",
  "flow_burstiness",
  "global_anomaly_score",
  "graph_anomaly_score",
  "neighborhood_anomaly_score",
  "night_transaction_ratio",
  "pagerank",
  "quality_score",
  "regularity_score",
  "structuring_score",
  "suspicious_pattern_score",
  "velocity_score",
];

type Get = (name: string) => number;

/** What must hold of an alerted address, written down apart from the rules that raise the alerts. */
const thresholds: Readonly<Record<string, (of: Get, alert: ParquetRow) => boolean>> = {
  PEEL_CHAIN: (of) => of("degree_total") >= 5 && of("total_volume_usd") >= 1000 && of("burst_factor") < 0.3,
  STRUCTURING: (of) =>
    of("structuring_score") > 0.3 &&
    of("tx_total_count") >= 10 &&
    of("total_volume_usd") / of("tx_total_count") < 9500,
  RAPID_FANOUT: (of) =>
    of("degree_total") >= 10 && of("burst_factor") > 0.5 && of("total_volume_usd") >= 5000,
  VELOCITY_ANOMALY: (of) =>
    of("velocity_score") > 0.7 && of("burst_factor") > 0.7 && of("total_volume_usd") >= 5000,
  FRESH_TO_EXCHANGE: (of, alert) => numberOf(alert, "volume_usd") >= 500 && of("total_out_usd") >= 500,
  CYCLE_DETECTION: (of, alert) => riskOf(alert) >= 0.5 && of("degree_in") > 0 && of("degree_out") > 0,
  LAYERING_PATH: (_of, alert) => riskOf(alert) >= 0.5,
};

function riskOf(alert: ParquetRow): number {
  const evidence = JSON.parse(textOf(alert, "evidence_json")) as ParquetRow;
  return numberOf(evidence, "risk_score");
}

/** The validator's expanding_illicit (facts: aml-risk 7.5). */
function expands(before: ParquetRow | undefined, after: ParquetRow | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  const growth = (name: string) => (numberOf(after, name) / numberOf(before, name) - 1) * 100;
  const isSuspect =
    after.is_mixer_like === true ||
    numberOf(after, "behavioral_anomaly_score") > 0.7 ||
    numberOf(after, "velocity_score") > 0.8;
  return growth("degree_total") > 200 && growth("total_volume_usd") > 300 && isSuspect;
}

interface Tables {
  readonly alerts: readonly ParquetRow[];
  readonly features: readonly ParquetRow[];
  readonly clusters: readonly ParquetRow[];
  readonly flows: readonly ParquetRow[];
  readonly labels: readonly ParquetRow[];
}

async function readTables(world: WrittenWorld, place: number): Promise<Tables> {
  return {
    alerts: await readRows(tablePath(world, "alerts", place)),
    features: await readRows(tablePath(world, "features", place)),
    clusters: await readRows(tablePath(world, "clusters", place)),
    flows: await readRows(tablePath(world, "money_flows", place)),
    labels: world.labelsPath === undefined ? [] : await readRows(world.labelsPath),
  };
}

function byAddress(rows: readonly ParquetRow[]): Map<string, ParquetRow> {
  return new Map(rows.map((row) => [textOf(row, "address"), row]));
}

function tablePath(world: WrittenWorld, table: string, place = 0): string {
  return join(world.batches[place]?.path ?? "", `${table}.parquet`);
}

const tableFiles = ["alerts.parquet", "features.parquet", "clusters.parquet", "money_flows.parquet"];

async function hashes(world: WrittenWorld, algorithm: string): Promise<Record<string, string>> {
  const folder = world.batches[0]?.path ?? "";
  const entries = tableFiles.map(
    async (name) => [name, await hashOf(join(folder, name), algorithm)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function digests(world: WrittenWorld): Promise<string[]> {
  const files = world.batches.flatMap(({ path }) =>
    [...tableFiles, "META.json"].map((name) => join(path, name)),
  );
  return Promise.all([...files, world.labelsPath ?? ""].map((path) => hashOf(path, "sha256")));
}

async function hashOf(path: string, algorithm: string): Promise<string> {
  return createHash(algorithm)
    .update(await readFile(path))
    .digest("hex");
}

async function readMeta(world: WrittenWorld): Promise<unknown> {
  return JSON.parse(await readFile(join(world.batches[0]?.path ?? "", "META.json"), "utf8"));
}

function createSettings(overrides: Partial<WorldSettings>): WorldSettings {
  return {
    directory: "unused",
    network: "torus",
    windowDays: 195,
    dates: ["2025-08-01", "2025-08-31"],
    addresses: 300,
    seed: 1,
    labelShare: 0.2,
    metaForm: "exporter",
    ...overrides,
  };
}
