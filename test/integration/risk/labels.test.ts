import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import type { Database } from "../../../src/store/database.ts";
import { growthOf, patternOf } from "../../../src/subnets/risk/grading/evolution.ts";
import { defaultEvolutionRules } from "../../../src/subnets/risk/labels/default-rules.ts";
import { evolutionLabels } from "../../../src/subnets/risk/labels/evolution-labels.ts";
import {
  importLabels,
  type BadRow,
  type ImportResult,
} from "../../../src/subnets/risk/labels/import-labels.ts";
import { getCurrentImports } from "../../../src/subnets/risk/labels/label-store.ts";
import { removeLabels } from "../../../src/subnets/risk/labels/remove-labels.ts";
import { trainingLabels } from "../../../src/subnets/risk/labels/training-labels.ts";
import { testDatabase } from "../../support/engine.ts";
import { codeOf } from "../../support/errors.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { createGradingSettings } from "../../support/grading.ts";
import { createRandom } from "../../support/ml.ts";
import { storeBatch } from "../../support/raw-batches.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const never = new AbortController().signal;

describe("labels", () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  let directory: string;
  beforeEach(async () => {
    store = await testDatabase();
    database = store.database;
    directory = await makeTempDir();
  });
  afterEach(async () => {
    await store.dispose();
    await removeTempDir(directory);
  });

  describe(evolutionLabels.name, () => {
    it("gives random addresses the pattern and the growth that grading gives them", async () => {
      const pairs = randomPairs(2_000);
      await storeBatch(database, {
        id: "now",
        date: "2025-08-01",
        features: pairs.map(({ address, before }) => ({ address, ...before })),
      });
      await storeBatch(database, {
        id: "later",
        date: "2025-08-31",
        features: pairs.map(({ address, after }) => ({ address, ...after })),
      });
      const labels = await evolution(database, ["now"]);
      expect(labels).to.have.length(pairs.length);
      const stored = await storedPairs(database);
      const patterns = new Set<string>();
      for (const { address, pattern, degree_percent, volume_percent } of labels) {
        const { before, after } = stored.get(address) ?? expect.fail(address);
        expect(pattern, address).to.equal(patternOf(before, after, createGradingSettings()));
        const growth = { degreePercent: degree_percent, volumePercent: volume_percent };
        expect(growth, address).to.deep.equal(growthOf(before, after));
        patterns.add(pattern);
      }
      expect(patterns).to.have.length(4);
    });

    it("leaves out an address that vanished, one that is new, another window and another day", async () => {
      await storeBatch(database, {
        id: "now",
        date: "2025-08-01",
        features: [{ address: "stays" }, { address: "vanishes" }],
      });
      await storeBatch(database, {
        id: "w7",
        date: "2025-08-31",
        windowDays: 7,
        features: [{ address: "vanishes" }],
      });
      await storeBatch(database, { id: "day31", date: "2025-09-01", features: [{ address: "vanishes" }] });
      expect(await evolution(database, ["now"])).to.be.empty;
      await storeBatch(database, {
        id: "later",
        date: "2025-08-31",
        features: [{ address: "stays" }, { address: "new" }],
      });
      expect(addresses(await evolution(database, ["now"]))).to.deep.equal(["stays"]);
    });

    it("judges by the newest accepted copy of the later batch", async () => {
      const address = "x";
      await storeBatch(database, {
        id: "now",
        date: "2025-08-01",
        features: [{ address, degree_total: 10 }],
      });
      await storeBatch(database, {
        id: "old-copy",
        date: "2025-08-31",
        features: [{ address, degree_total: 99 }],
      });
      await storeBatch(database, {
        id: "new-copy",
        date: "2025-08-31",
        acceptedAt: "2025-09-02 00:00:00.000",
        features: [{ address, degree_total: 15 }],
      });
      const [label] = await evolution(database, ["now"]);
      expect(label?.degree_percent).to.equal(50);
    });
  });

  describe("trainingLabels", () => {
    it("takes evolution before the operator's labels, and nothing from the source's address labels", async () => {
      await storeSources(database);
      await importText("address,label\nevolved,1\nown,1\n");
      expect(await taught("2026-01-01")).to.deep.equal({
        evolved: { label: 0, target: 0, source: "evolution", pattern: "benign_indicators" },
        own: { label: 1, target: 1, source: "custom:mine", pattern: "" },
      });
    });

    it("teaches up to a half of what nearly expanded, and all of what did; the label stays what it is", async () => {
      const before = { degree_total: 10, total_volume_usd: 100 };
      const grown = { far: [12, 120], near: [25, 350], expanded: [40, 500], slow: [40, 500] } as const;
      const addresses = Object.keys(grown);
      await storeBatch(database, {
        id: "now",
        date: "2025-08-01",
        alerts: addresses.map(alert),
        features: addresses.map((address) => ({ address, ...before })),
      });
      await storeBatch(database, {
        id: "later",
        date: "2025-08-31",
        features: Object.entries(grown).map(([address, [degree_total, total_volume_usd]]) => {
          return {
            address,
            degree_total,
            total_volume_usd,
            velocity_score: address === "expanded" ? 0.9 : 0,
          };
        }),
      });
      const labels = await taught("2026-01-01");
      const targetOf = (address: string) => [labels[address]?.label, labels[address]?.target];
      expect(targetOf("far")).to.deep.equal([0, 0]);
      expect(targetOf("expanded")).to.deep.equal([1, 1]);
      expect(targetOf("slow")).to.deep.equal([0, 0.5]);
      // The degree grew by less: 2.5 times of the 3 that are asked for, as factors.
      const nearness = Math.log(2.5) / Math.log(3);
      expect(labels["near"]?.label).to.equal(0);
      expect(labels["near"]?.target).to.be.closeTo((0.5 * (nearness - 0.6)) / 0.4, 1e-6);
    });

    it("knows of no evidence that is later than it may be", async () => {
      await storeSources(database);
      await importText("address,label,known_since\nown,1,2025-08-20\n");
      const sources = async (until: string) => Object.values(await taught(until)).map(({ source }) => source);
      expect(await sources("2025-08-31")).to.deep.equal(["evolution", "custom:mine"]);
      expect(await sources("2025-08-30")).to.deep.equal(["custom:mine"]);
      expect(await sources("2025-08-19")).to.be.empty;
    });
  });

  describe(importLabels.name, () => {
    it("keeps the file's hash, replaces what the source had, and knows the same file again", async () => {
      const first = await importText("address,label\na,1\nb,0\n");
      expect(first).to.include({ status: "imported", labels: 2, bad: 0 });
      expect(await importText("address,label\na,1\nb,0\n")).to.include({ status: "unchanged", labels: 2 });
      const second = await importText("address,label\na,0\n");
      const [current, ...others] = await getCurrentImports(database);
      expect(others).to.be.empty;
      expect(current).to.include({ source: "mine", version: second.version, count_labels: 1 });
      expect(await storedLabels()).to.equal(1);
    });

    it("refuses a file with 40 % bad rows, naming each with its line, and keeps what there was", async () => {
      await importText("address,label\na,1\n");
      const text = "address,label\na,1\nb,2\n\nc,0\n,1\nd,0\n";
      const bad: BadRow[] = [];
      expect(await codeOf(importText(text, { onBadRow: (row) => bad.push(row) }))).to.equal("LABELS_REFUSED");
      expect(bad.map(({ line }) => line)).to.deep.equal([3, 6]);
      expect((await getCurrentImports(database))[0]?.count_labels).to.equal(1);
      expect(await importText(text, { maxBadShare: 1 })).to.include({ labels: 3, bad: 2 });
      expect(await storedLabels()).to.equal(3);
    });

    it("tells addresses that a file labels both ways; the more confident row counts, then the later", async () => {
      const rows = ["a,1,0.9", "a,0,0.5", "b,1,0.5", "b,0,0.5", "c,1,1", "c,1,1"];
      const result = await importText(["address,label,confidence", ...rows].join("\n"));
      expect(result).to.include({ labels: 6, disagreements: 2 });
      await storeBatch(database, {
        id: "now",
        date: "2025-08-01",
        alerts: [alert("a"), alert("b"), alert("c")],
      });
      const labels = await taught("2026-01-01");
      expect(["a", "b", "c"].map((address) => labels[address]?.label)).to.deep.equal([1, 0, 1]);
    });

    it("refuses a file that is missing, empty, or without a usable header", async () => {
      expect(await codeOf(importFile(join(directory, "gone.csv")))).to.equal("LABELS_REFUSED");
      for (const text of ["", "address,label\n", "name,label\na,1\n"]) {
        expect(await codeOf(importText(text)), text).to.equal("LABELS_REFUSED");
      }
    });
  });

  it("are gone when their source is removed, and only then", async () => {
    await importText("address,label\na,1\n");
    await importFile(await written("address,label\nb,1\n"), { source: "other" });
    const deps = { database, clock: new FakeClock(Date.parse("2025-11-02T00:00:00Z")) };
    expect(await removeLabels(deps, "mine")).to.include({ source: "mine", count_labels: 1 });
    expect((await getCurrentImports(database)).map(({ source }) => source)).to.deep.equal(["other"]);
    expect(await storedLabels()).to.equal(1);
    expect(await codeOf(removeLabels(deps, "mine"))).to.equal("LABELS_REFUSED");
  });

  async function taught(until: string) {
    const row = z.object({
      address: z.string(),
      label: z.number(),
      target: z.number(),
      source: z.string(),
      pattern: z.string(),
    });
    const sql = `SELECT address, label, target, source, pattern FROM (${trainingLabels}) ORDER BY address`;
    const rows = await database.rows(row, sql, { params: { batches: ["now"], labels_until: until } });
    return Object.fromEntries(rows.map(({ address, ...rest }) => [address, rest]));
  }

  type Overrides = Partial<Pick<Parameters<typeof importLabels>[1], "onBadRow" | "maxBadShare" | "source">>;

  async function importText(text: string, overrides: Overrides = {}): Promise<ImportResult> {
    return importFile(await written(text), overrides);
  }

  async function written(text: string): Promise<string> {
    const path = join(directory, "labels.csv");
    await writeFile(path, text);
    return path;
  }

  let imported = 0;

  async function importFile(path: string, overrides: Overrides = {}): Promise<ImportResult> {
    imported += 1;
    const clock = new FakeClock(Date.parse("2025-11-01T00:00:00Z") + imported);
    const file = {
      path,
      source: "mine",
      maxBadShare: 0.1,
      onBadRow: () => undefined,
      signal: never,
      ...overrides,
    };
    return importLabels({ database, clock }, file);
  }

  async function storedLabels(): Promise<number | undefined> {
    const row = z.object({ labels: z.number() });
    return (await database.findRow(row, "SELECT count() AS labels FROM custom_labels"))?.labels;
  }
});

function alert(address: string) {
  return { alert_id: `alert-${address}`, address };
}

/** One alert for each source; the address label was made on 2025-07-15. */
async function storeSources(database: Database): Promise<void> {
  const labelled = { label: "l", risk_level: "critical", confidence_score: 0.8 };
  const created_timestamp = Date.parse("2025-07-15T12:00:00Z");
  await storeBatch(database, {
    id: "now",
    date: "2025-08-01",
    alerts: [alert("evolved"), alert("labelled"), alert("own"), alert("unknown")],
    features: [{ address: "evolved", degree_total: 5, total_volume_usd: 100 }],
    labels: ["labelled"].map((address) => ({ ...labelled, address, created_timestamp })),
  });
  await storeBatch(database, {
    id: "later",
    date: "2025-08-31",
    features: [{ address: "evolved", degree_total: 5, total_volume_usd: 100 }],
  });
}

const evolutionRow = z.object({
  address: z.string(),
  degree_percent: z.number(),
  volume_percent: z.number(),
  pattern: z.string(),
});

async function evolution(database: Database, batches: readonly string[]) {
  const params = { batches, labels_until: "2026-01-01" };
  return database.rows(evolutionRow, `${evolutionLabels(defaultEvolutionRules)} ORDER BY address`, {
    params,
  });
}

function addresses(labels: readonly z.infer<typeof evolutionRow>[]): string[] {
  return labels.map(({ address }) => address);
}

/** Values at the thresholds and around them, where a wrong comparison shows. */
function randomPairs(count: number) {
  const random = createRandom(5);
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)];
  return Array.from({ length: count }, (_, index) => ({
    address: `address-${String(index).padStart(5, "0")}`,
    before: { degree_total: oneOf([0, 1, 7, 10]), total_volume_usd: oneOf([0, 0.1, 100, 333.33]) },
    after: {
      degree_total: oneOf([0, 2, 3, 10, 12, 15, 21, 30, 31]),
      total_volume_usd: oneOf([0, 0.2, 0.4, 100, 130, 200, 400, 401, 1_333.32, 5_000]),
      is_mixer_like: oneOf([true, false, null]),
      behavioral_anomaly_score: oneOf([null, 0, 0.29, 0.3, 0.7, 0.71]),
      velocity_score: oneOf([0, 0.29, 0.3, 0.8, 0.81, 1]),
    },
  }));
}

/** The same as the engine has stored them: its single-precision 0.8 is above 0.8. */
async function storedPairs(database: Database) {
  const row = z.object({
    address: z.string(),
    batch_id: z.string(),
    degree: z.number(),
    volumeUsd: z.number(),
    isMixerLike: z.boolean(),
    behavioralAnomaly: z.number(),
    velocity: z.number(),
  });
  const rows = await database.rows(
    row,
    `SELECT address, batch_id, degree_total AS degree, toFloat64(total_volume_usd) AS volumeUsd,
       ifNull(is_mixer_like, false) AS isMixerLike, toFloat64(ifNull(behavioral_anomaly_score, 0)) AS behavioralAnomaly,
       toFloat64(velocity_score) AS velocity
     FROM raw_features`,
  );
  const later = new Map(
    rows.filter(({ batch_id }) => batch_id === "later").map((each) => [each.address, each]),
  );
  return new Map(
    rows.flatMap((before) => {
      const after = later.get(before.address);
      return before.batch_id === "now" && after !== undefined ? [[before.address, { before, after }]] : [];
    }),
  );
}
