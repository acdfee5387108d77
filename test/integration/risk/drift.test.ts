import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { ModelDecisions } from "../../../src/subnets/risk/models/decisions.ts";
import { scoreDistribution } from "../../../src/subnets/risk/models/drift.ts";
import { ModelRegistry } from "../../../src/subnets/risk/models/registry.ts";
import { measureDrift } from "../../../src/subnets/risk/score/drift.ts";
import { scoreBatch } from "../../../src/subnets/risk/score/score-batch.ts";
import { systemClock } from "../../../src/lib/clock.ts";
import { testDatabase } from "../../support/engine.ts";
import { createRandom } from "../../support/ml.ts";
import { createCard } from "../../support/published.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  testTraining,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";
import { join } from "node:path";

const sentence = "Scores have drifted from those at the model's training";
const usualWarning = 0.25;
/** The last processing date in the cards that createCard makes. */
const newestOfCard = "2025-10-26";

describe(measureDrift.name, () => {
  let store: Awaited<ReturnType<typeof testDatabase>>;
  before(async () => {
    store = await testDatabase();
  });
  after(() => store.dispose());

  for (const alerts of [90, 3_000]) {
    it(`is within chance for ${alerts} scores of the same distribution`, async () => {
      const random = createRandom(alerts);
      const draw = () => Float64Array.from({ length: alerts }, () => random() ** 2);
      const found = await driftOf(store.database, { reference: draw(), scores: draw() });
      expect(found.stability - found.byChance).to.be.below(usualWarning);
    });

    it(`is beyond chance for ${alerts} scores of another`, async () => {
      const random = createRandom(alerts + 1);
      const draw = (power: number) => Float64Array.from({ length: alerts }, () => random() ** power);
      const found = await driftOf(store.database, { reference: draw(2), scores: draw(0.7) });
      expect(found.stability - found.byChance).to.be.above(usualWarning);
    });
  }

  it("has no answer for a card without scores, as a prior's", async () => {
    const run = createRun("none");
    expect(await measureDrift(store.database, run, createCard("alert_scorer"))).to.equal(undefined);
  });
});

describe(scoreBatch.name, () => {
  let torus: TestNetwork;
  const key = { network, processingDate: dates[1], windowDays };
  before(async () => {
    torus = await createIngestedNetwork();
    // As gentle as the defaults: a model that learns its rows by heart scores them unlike any others.
    const parameters = { ...testTraining.parameters, eta: 0.05, subsample: 0.5, colsample_bytree: 0.05 };
    await torus.jobs({ training: { parameters } }).train(windowDays, {}, never);
  });
  after(() => torus.dispose());

  it("does not warn of the newest batch before the training, and measures none that it has learned from", async () => {
    const newest = await torus.jobs().score(key, never);
    expect(newest.drift).to.be.closeTo(0, 1e-9);
    const older = await torus.jobs().score({ ...key, processingDate: dates[0] }, never);
    expect(older.drift).to.equal(undefined);
    expect(warnings(torus)).to.equal(0);
  });

  it("warns, with the figures, when the model once gave other scores", async () => {
    const registry = new ModelRegistry(torus.database, network, join(torus.dataDirectory, "trained_models"));
    const active = await registry.findActive("alert_scorer", windowDays);
    const card = active?.card ?? expect.fail("no model");
    const elsewhere = Float64Array.from({ length: 1_000 }, (_, row) => 0.9 + row / 10_000);
    const other = { ...card, ...distributed(elsewhere) };
    await torus.database.command(
      "ALTER TABLE trained_models DELETE WHERE model_id = {id:String} SETTINGS mutations_sync = 1",
      {
        params: { id: card.model_id },
      },
    );
    await registry.register(other, "xgboost");
    const { drift = 0 } = await torus.jobs().score(key, never);
    expect(drift).to.be.above(usualWarning);
    expect(warnings(torus)).to.equal(1);
    const decisions = new ModelDecisions({ database: torus.database, registry, clock: systemClock() });
    expect((await decisions.get(card.model_id)).status).to.equal("active");
  });
});

function warnings({ logger }: TestNetwork): number {
  return logger.lines.filter((line) => line.sentence === sentence).length;
}

function distributed(scores: Float64Array) {
  return { score_distribution: scoreDistribution(scores) ?? expect.fail("no distribution") };
}

async function driftOf(
  database: Database,
  { reference, scores }: { reference: Float64Array; scores: Float64Array },
) {
  const run = createRun(`of-${scores.length}-${String(scores[0])}`);
  await database.insertRows(
    "alert_scores",
    Array.from(scores, (score, row) => ({
      publication_id: run.publicationId,
      processing_date: dates[0],
      window_days: windowDays,
      alert_id: `alert-${row}`,
      score,
      model_version: "v",
      latency_ms: 1,
    })),
  );
  const card = createCard("alert_scorer", distributed(reference));
  return (await measureDrift(database, run, card)) ?? expect.fail("no drift");
}

function createRun(publicationId: string) {
  return {
    key: { network, processingDate: newestOfCard, windowDays },
    batchId: "batch",
    publicationId,
    models: { alert_scorer: "a", alert_ranker: "b", cluster_scorer: "c" },
    inputs: { alerts: 1, features: 1, clusters: 1, money_flows: 1, address_labels: 1 },
  };
}
