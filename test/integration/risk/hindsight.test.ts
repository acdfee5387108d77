import { expect } from "chai";
import { z } from "zod";
import type { Database } from "../../../src/store/database.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { rowSettings } from "../../../src/subnets/risk/features/alert-rows.ts";
import { alertScoringRows } from "../../../src/subnets/risk/features/scoring-rows.ts";
import { hindsightRows } from "../../../src/subnets/risk/hindsight/hindsight-rows.ts";
import { hindsightFeatures } from "../../../src/subnets/risk/hindsight/values.ts";
import { defaultEvolutionRules } from "../../../src/subnets/risk/labels/default-rules.ts";
import { testDatabase } from "../../support/engine.ts";
import { storeBatch } from "../../support/raw-batches.ts";
import { createIngestedNetwork, dates, type TestNetwork } from "../../support/risk-network.ts";
import { decodeRows } from "../../support/rows.ts";

const end = Date.parse("2025-08-01T00:00:00Z");
const dayMs = 86_400_000;

describe(hindsightRows.name, () => {
  describe("over a batch", () => {
    let torus: TestNetwork;
    before(async () => {
      torus = await createIngestedNetwork({ dates: dates.slice(0, 1), addresses: 400 });
    });
    after(() => torus.dispose());

    it("knows of its last day what the batch itself knows", async () => {
      const batch = await onlyBatch();
      const today = new Map((await rowsOf(torus.database, batch, [0])).map((row) => [row.key, row.features]));
      const alerts = await alertFeatures(torus.database, batch);
      let compared = 0;
      for (const { address, features } of alerts) {
        const known = today.get(address);
        if (known === undefined) continue;
        compared += 1;
        for (const name of hindsightFeatures) {
          const [found, wanted] = [valueOf(known, name), valueOf(features, name)];
          if (Number.isNaN(wanted)) expect(found, name).to.be.NaN;
          else expect(found, name).to.be.closeTo(wanted, Math.abs(wanted) * 1e-5 + 1e-5);
        }
      }
      expect(compared).to.be.above(20);
    });

    it("knows nothing else", async () => {
      const batch = await onlyBatch();
      const rows = await rowsOf(torus.database, batch, [30, 60]);
      expect(rows.length).to.be.above(100);
      for (const { features } of rows) {
        for (const [place, name] of alertSchema.names.entries()) {
          if (!hindsightFeatures.includes(name)) expect(features[place], name).to.be.NaN;
        }
      }
    });

    async function onlyBatch(): Promise<string> {
      const row = z.object({ batch_id: z.string() });
      const [batch] = await torus.database.rows(row, "SELECT batch_id FROM ingestions", {});
      return batch?.batch_id ?? expect.fail("no batch");
    }
  });

  describe("of one address", () => {
    let store: Awaited<ReturnType<typeof testDatabase>>;
    beforeEach(async () => {
      store = await testDatabase();
    });
    afterEach(() => store.dispose());

    it("calls it expanding where it trebled its counterparties in the horizon, and not after", async () => {
      const late = Array.from({ length: 9 }, (_, index) => flow("x", `new-${String(index)}`, 20));
      await storeFlows(store.database, [flow("x", "a", 100), flow("b", "x", 70), ...late]);
      const rows = await rowsOf(store.database, "now", [30, 58]);
      const ofX = rows.filter(({ address }) => address === "x").map(({ day, pattern }) => ({ day, pattern }));
      expect(ofX).to.deep.equal([
        { day: 30, pattern: "expanding_illicit" },
        { day: 58, pattern: "benign_indicators" },
      ]);
    });

    it("calls it ambiguous where it has a few new ones only, or half as many again, and benign below that", async () => {
      for (const [before, after, pattern] of [
        [1, 6, "ambiguous"],
        [4, 2, "ambiguous"],
        [5, 2, "benign_indicators"],
      ] as const) {
        const known = Array.from({ length: before }, (_, index) => flow("x", `old-${String(index)}`, 100));
        const late = Array.from({ length: after }, (_, index) => flow("x", `new-${String(index)}`, 20));
        await store.database.command("ALTER TABLE raw_money_flows DROP PARTITION 'now'");
        await storeFlows(store.database, [...known, ...late]);
        const rows = await rowsOf(store.database, "now", [30]);
        expect(rows.find(({ address }) => address === "x")?.pattern).to.equal(pattern);
      }
    });

    it("has the same features of a day whatever came after it", async () => {
      const before = [flow("x", "a", 100), flow("b", "x", 70), flow("a", "b", 90)];
      await storeFlows(store.database, before);
      const alone = await rowsOf(store.database, "now", [30]);
      await store.database.command("ALTER TABLE raw_money_flows DROP PARTITION 'now'");
      await storeFlows(store.database, [
        ...before,
        flow("a", "x", 29),
        flow("a", "c", 3),
        flow("x", "b", 10),
      ]);
      const later = await rowsOf(store.database, "now", [30]);
      expect(later.map(bytesOf)).to.deep.equal(alone.map(bytesOf));
    });

    it("teaches nothing without flows", async () => {
      await storeFlows(store.database, []);
      expect(await rowsOf(store.database, "now", [30])).to.deep.equal([]);
    });

    it("takes all that expanded and a share of the others, which stand for the rest", async () => {
      const quiet = Array.from({ length: 200 }, (_, index) =>
        flow(`q-${String(index)}`, `r-${String(index)}`, 100),
      );
      const late = Array.from({ length: 9 }, (_, index) => flow("x", `new-${String(index)}`, 20));
      const flows = [flow("x", "a", 100), ...late, ...quiet];
      const addresses = [
        ...new Set(flows.flatMap(({ from_address, to_address }) => [from_address, to_address])),
      ];
      await storeFlows(store.database, flows, addresses);
      const rows = await rowsOf(store.database, "now", [30], 100);
      const expanded = rows.filter(({ pattern }) => pattern === "expanding_illicit");
      expect(expanded.map(({ address }) => address)).to.deep.equal(["x"]);
      const others = rows.filter((row) => !expanded.includes(row));
      const stoodFor = others.reduce((sum, { standsFor }) => sum + standsFor, 0);
      expect(others.length).to.be.within(40, 140);
      expect(stoodFor).to.be.within(250, 550);
    });
  });
});

interface Row {
  readonly key: string;
  readonly address: string | undefined;
  readonly day: number;
  readonly pattern: string;
  readonly standsFor: number;
  readonly features: readonly number[];
}

/** JSON has no NaN: the server writes null. */
const hindsightRow = z.object({
  key: z.string(),
  day: z.number(),
  pattern: z.string(),
  stands_for: z.string(),
  features: z.array(z.number().nullable()),
});

async function rowsOf(
  database: Database,
  batch: string,
  days: readonly number[],
  most = 100_000,
): Promise<Row[]> {
  const sql = `
SELECT toString(key) AS key, day, pattern, toString(stands_for) AS stands_for, features
FROM (${hindsightRows({ days, grading: defaultEvolutionRules })})
ORDER BY key, day
${rowSettings}`;
  const params = { batch, hindsight_rows: most };
  const rows = await database.rows(hindsightRow, sql, { params });
  const names = await database.rows(
    z.object({ key: z.string(), address: z.string() }),
    `SELECT DISTINCT toString(cityHash64(arrayJoin([from_address, to_address]) AS address)) AS key, address
FROM raw_money_flows WHERE batch_id = {batch:String}`,
    { params },
  );
  const addresses = new Map(names.map(({ key, address }) => [key, address]));
  return rows.map(({ key, day, pattern, stands_for, features }) => ({
    key,
    address: addresses.get(key),
    day,
    pattern,
    standsFor: Number(stands_for),
    features: features.map((value) => value ?? NaN),
  }));
}

async function alertFeatures(database: Database, batch: string) {
  const params = { batches: [batch] };
  const rows = decodeRows(await database.bytes(alertScoringRows, { params }), alertSchema.names.length);
  const alerts = await database.rows(
    z.object({ alert_id: z.string(), address: z.string() }),
    "SELECT alert_id, toString(cityHash64(address)) AS address FROM raw_alerts WHERE batch_id IN {batches:Array(String)}",
    { params },
  );
  return alerts.map(({ alert_id, address }) => ({
    address,
    features: rows.get(alert_id) ?? expect.fail(`no row of ${alert_id}`),
  }));
}

function bytesOf({ features, ...row }: Row) {
  return {
    ...row,
    pattern: undefined,
    features: Buffer.from(Float32Array.from(features).buffer).toString("hex"),
  };
}

function flow(from_address: string, to_address: string, daysAgo: number) {
  const first_seen_timestamp = end - daysAgo * dayMs;
  return { from_address, to_address, amount_usd_sum: 10, tx_count: 1, first_seen_timestamp };
}

async function storeFlows(
  database: Database,
  flows: readonly ReturnType<typeof flow>[],
  addresses: readonly string[] = [],
): Promise<void> {
  await storeBatch(database, {
    id: "now",
    date: "2025-08-01",
    features: addresses.map((address) => ({ address })),
    flows,
  });
}

function valueOf(row: readonly number[], name: string): number {
  return row[alertSchema.names.indexOf(name)] ?? expect.fail(`no ${name}`);
}
