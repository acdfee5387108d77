import { expect } from "chai";
import { silentLogger } from "../../../src/lib/logger.ts";
import { silentProgress } from "../../../src/lib/progress.ts";
import type { Database } from "../../../src/store/database.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { completeBatchRows } from "../../../src/subnets/risk/features/store-batch-rows.ts";
import { alertScoringRows } from "../../../src/subnets/risk/features/scoring-rows.ts";
import { testDatabase } from "../../support/engine.ts";
import { createRandom } from "../../support/ml.ts";
import { storeBatch } from "../../support/raw-batches.ts";
import { decodeRows } from "../../support/rows.ts";

const date = "2025-08-01";
const beforeDate = Date.parse("2025-07-15T00:00:00Z");
const afterDate = Date.parse("2025-08-01T00:00:00Z");

describe("the feature rows of a batch", () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  beforeEach(async () => {
    store = await testDatabase();
    database = store.database;
  });
  afterEach(() => store.dispose());

  it("are the same bytes whatever later batches and labels say", async () => {
    await storeEarlier(database);
    await storeNow(database);
    const alone = await rowBytes(database);
    const random = createRandom(3);
    for (const later of ["2025-08-01", "2025-08-02", "2025-08-31", "2025-10-30"]) {
      // Of the same day, only a batch of another window: a second copy would be another batch.
      const windowDays = later === date ? 7 : 195;
      const degree = () => ({ degree_total: Math.floor(random() * 500), velocity_score: random() });
      await storeBatch(database, {
        id: `later-${later}`,
        date: later,
        windowDays,
        alerts: ["x", "y", "z"].map((address) => ({ alert_id: `later-${address}`, address, volume_usd: 9 })),
        features: ["x", "y", "z"].map((address) => ({ address, ...degree() })),
        flows: [flow("x", "z"), flow("z", "y")],
        labels: [riskyLabel("y", beforeDate), riskyLabel("z", beforeDate)],
      });
    }
    await storeLabels(database, [riskyLabel("y", afterDate), riskyLabel("z", afterDate)]);
    expect(await rowBytes(database)).to.deep.equal(alone);
  });

  it("do not hold the address's own label, not even by way of those it pays", async () => {
    await storeNow(database);
    const without = (await features(database)).get("a-x");
    await storeLabels(database, [riskyLabel("x", beforeDate)]);
    const labelled = await features(database);
    expect(labelled.get("a-x")).to.deep.equal(without);
    expect(valueOf(labelled.get("a-y"), "out_risky_count"), "y pays x").to.equal(1);
  });

  it("count risky counterparties one and two hops away, if the label is dated before the window ends", async () => {
    await storeNow(database);
    await storeLabels(database, [riskyLabel("z", beforeDate), riskyLabel("y", 0)]);
    const rows = await features(database);
    expect(valueOf(rows.get("a-y"), "out_risky_count"), "y pays z").to.equal(1);
    expect(valueOf(rows.get("a-x"), "out_risky_count"), "the label of y has no date").to.equal(0);
    expect(valueOf(rows.get("a-x"), "out_risky_two_hops"), "x pays y pays z").to.equal(1);
  });

  it("count alerted counterparties, and how new they are", async () => {
    await storeNow(database);
    const x = (await features(database)).get("a-x");
    expect(valueOf(x, "out_alerted_count")).to.equal(1);
    expect(valueOf(x, "out_new_7_count")).to.equal(0);
    expect(valueOf(x, "out_new_30_count")).to.equal(1);
    expect(valueOf(x, "in_newest_days")).to.equal(17);
  });

  it("tell the growth since an earlier batch per 30 days", async () => {
    await storeEarlier(database, "2025-06-22"); // 40 days
    await storeNow(database);
    const x = (await features(database)).get("a-x");
    expect(valueOf(x, "growth_degree_month")).to.be.closeTo((Math.log(31 / 11) * 30) / 40, 1e-6);
    expect(valueOf(x, "change_velocity_month")).to.be.closeTo(0.25, 1e-6);
    expect(valueOf(x, "growth_degree_week")).to.be.NaN;
    expect(valueOf(x, "history_batches")).to.equal(1);
    expect(valueOf(x, "history_alerts")).to.equal(1);
    expect(valueOf(x, "history_seen_days")).to.equal(40);
  });

  it("tell an address that is new, or that had vanished, from a batch without history", async () => {
    await storeNow(database);
    const first = (await features(database)).get("a-y");
    expect(valueOf(first, "history_batches")).to.equal(0);
    expect(valueOf(first, "history_seen_batches")).to.be.NaN;
    await storeEarlier(database); // without y
    const second = (await features(database)).get("a-y");
    expect(valueOf(second, "history_batches")).to.equal(1);
    expect(valueOf(second, "history_seen_batches")).to.equal(0);
    expect(valueOf(second, "growth_degree_month")).to.be.NaN;
  });

  it("have no history across a gap that is too long, nor in another window", async () => {
    await storeEarlier(database, "2025-01-01");
    await storeBatch(database, {
      id: "w7",
      date: "2025-07-02",
      windowDays: 7,
      features: [{ address: "x", degree_total: 10 }],
    });
    await storeNow(database);
    expect(valueOf((await features(database)).get("a-x"), "history_batches")).to.equal(0);
  });

  it("read evidence where it is JSON, and have none where it is not", async () => {
    await storeNow(database);
    const rows = await features(database);
    expect(valueOf(rows.get("a-x"), "evidence_path_depth")).to.equal(6);
    expect(valueOf(rows.get("a-x"), "evidence_path_position")).to.equal(2);
    expect(valueOf(rows.get("a-y"), "evidence_path_depth")).to.be.NaN;
  });
});

async function storeEarlier(database: Database, earlierDate = "2025-07-02"): Promise<void> {
  await storeBatch(database, {
    id: `earlier-${earlierDate}`,
    date: earlierDate,
    alerts: [{ alert_id: "earlier-x", address: "x" }],
    features: [{ address: "x", degree_total: 10, velocity_score: 0.25 }],
  });
}

/** x and y pay each other, y pays z, which has no alert. */
async function storeNow(database: Database): Promise<void> {
  await storeBatch(database, {
    id: "now",
    date,
    alerts: [
      { alert_id: "a-x", address: "x", evidence_json: '{"path_depth": 6, "path": ["z", "x"]}' },
      { alert_id: "a-y", address: "y", evidence_json: "{not json" },
    ],
    features: [
      { address: "x", degree_total: 30, velocity_score: 0.5 },
      { address: "y", degree_total: 5 },
    ],
    flows: [flow("x", "y"), flow("y", "x"), flow("y", "z")],
  });
}

function flow(from_address: string, to_address: string) {
  return { from_address, to_address, amount_usd_sum: 10, tx_count: 1, first_seen_timestamp: beforeDate };
}

function riskyLabel(address: string, created_timestamp: number) {
  return { address, label: "scam", risk_level: "critical", confidence_score: 0.9, created_timestamp };
}

async function storeLabels(database: Database, labels: readonly ReturnType<typeof riskyLabel>[]) {
  await database.insertRows(
    "raw_address_labels",
    labels.map((label) => ({ batch_id: "now", ...label })),
  );
}

/** What was stored earlier could not show what came later: all is made anew. */
async function features(database: Database): Promise<Map<string, number[]>> {
  await database.command("ALTER TABLE address_values DROP PARTITION 'now'");
  const deps = { database, logger: silentLogger(), progress: silentProgress() };
  await completeBatchRows(deps, ["now"], new AbortController().signal);
  const bytes = await database.bytes(alertScoringRows, { params: { batches: ["now"] } });
  return decodeRows(bytes, alertSchema.names.length);
}

/** The very bytes of each row: comparing numbers would call a missing value equal to another missing one. */
async function rowBytes(database: Database): Promise<readonly string[]> {
  const rows = await features(database);
  return [...rows]
    .map(([key, row]) => `${key} ${Buffer.from(Float32Array.from(row).buffer).toString("hex")}`)
    .sort();
}

function valueOf(row: readonly number[] | undefined, name: string): number {
  return row?.[alertSchema.names.indexOf(name)] ?? expect.fail(`no ${name}`);
}
