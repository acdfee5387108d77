import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { chooseLessons } from "../../../src/subnets/risk/models/lessons.ts";
import { recipes } from "../../../src/subnets/risk/models/recipe.ts";
import { testDatabase } from "../../support/engine.ts";
import { storeBatch, storeOwnLabels } from "../../support/raw-batches.ts";
import { never, testTraining } from "../../support/risk-network.ts";

const perClass = testTraining.minimumPerClass;
const all = ["risky", "safe"].flatMap((kind) =>
  Array.from({ length: perClass }, (_, index) => `${kind}-${index}`),
);

describe(chooseLessons.name, () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  let database: Database;
  beforeEach(async () => {
    store = await testDatabase();
    database = store.database;
  });
  afterEach(() => store.dispose());

  it("never learns from the source's address labels, and says that evolution is missing", async () => {
    await storeAlerts();
    const { lack, counts } = await choose();
    expect(lack).to.match(/^0 positive and 0 negative/);
    expect(counts.samples).to.equal(0);
  });

  it("learns from the operator's own labels while nothing has evolved", async () => {
    await storeAlerts();
    await storeOwnLabels(database, own);
    expect(await choose()).to.deep.include({ lack: undefined });
    expect((await choose()).counts.sources).to.deep.equal({ "custom:mine": all.length });
  });

  it("learns from evolution alone where there is enough of it", async () => {
    await storeAlerts();
    await storeOwnLabels(database, own);
    await storeBatch(database, {
      id: "later",
      date: "2025-08-31",
      features: all.map((address) => ({ address, ...(isRisky(address) ? expanded : before) })),
    });
    const { lack, counts } = await choose();
    expect(lack).to.equal(undefined);
    expect(counts).to.deep.include({ positive: perClass, sources: { evolution: all.length } });
  });

  async function storeAlerts(): Promise<void> {
    await storeBatch(database, {
      id: "now",
      date: "2025-08-01",
      alerts: all.map((address) => ({ alert_id: `alert-${address}`, address })),
      features: all.map((address) => ({ address, ...before })),
      labels: all.map((address) => ({
        address,
        label: "l",
        risk_level: isRisky(address) ? "high" : "low",
        confidence_score: 1,
      })),
    });
  }

  function choose() {
    const set = {
      network: "torus",
      windowDays: 195,
      batchIds: ["now"],
      startDate: "2025-08-01",
      endDate: "2025-08-01",
      labelsUntil: "2026-01-01",
    };
    return chooseLessons({ database }, testTraining, { recipe: recipes.alert_scorer, set, signal: never });
  }
});

const own = all.map((address) => ({ address, isRisky: isRisky(address), confidence: 1 }));

const before = { degree_total: 5, total_volume_usd: 100, velocity_score: 0 };
const expanded = { degree_total: 50, total_volume_usd: 10_000, velocity_score: 1 };

function isRisky(address: string): boolean {
  return address.startsWith("risky");
}
