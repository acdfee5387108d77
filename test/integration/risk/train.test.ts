import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { sha256OfFile } from "../../../src/lib/files.ts";
import { modelCardSchema, type ModelCard } from "../../../src/subnets/risk/model-card.ts";
import { featureSchema } from "../../../src/subnets/risk/features/feature.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { ModelRegistry } from "../../../src/subnets/risk/models/registry.ts";
import { recipes } from "../../../src/subnets/risk/models/recipe.ts";
import { trainModels } from "../../../src/subnets/risk/models/train-models.ts";
import { codeOf } from "../../support/errors.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  realWorker,
  testTraining,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

describe(trainModels.name, () => {
  let torus: TestNetwork;
  let cards: ModelCard[];
  before(async () => {
    torus = await createIngestedNetwork();
    cards = (await torus.jobs().train(windowDays, {}, never)).map(({ card }) => card);
  });
  after(() => torus.dispose());

  it("makes one model of each type, in the order of the types", () => {
    expect(cards.map(({ model_type }) => model_type)).to.deep.equal([
      "alert_scorer",
      "alert_ranker",
      "cluster_scorer",
    ]);
  });

  it("trains with XGBoost where there are labels, and says on what", () => {
    const [scorer] = cards;
    expect(scorer).to.deep.include({ algorithm: "XGBoost", baseline_reason: null });
    expect(scorer?.training_data).to.include({
      start_date: dates[0],
      end_date: dates[1],
      window_days: windowDays,
    });
    expect(scorer?.training_data.num_positive).to.be.greaterThan(0);
    expect(scorer?.training_data.num_negative).to.be.greaterThan(0);
    expect(scorer?.num_processing_dates).to.equal(2);
  });

  it("begins at the formula, and learns in hindsight too, where it foretells growth", () => {
    const [scorer, ...others] = cards;
    expect(scorer?.begins_at).to.equal(recipes.alert_scorer.baseline.name);
    expect(scorer?.hindsight_samples).to.be.above(100);
    for (const card of others) expect(card).to.not.have.any.keys("begins_at", "hindsight_samples");
  });

  it("says when training ended and how long all of it took, from the time in its name on", () => {
    for (const { model_id, trained_at, training_duration_minutes: minutes } of cards) {
      const [, ...parts] = /_(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)$/.exec(model_id) ?? [];
      const [year = 0, month = 0, day, hour, minute, second] = parts.map(Number);
      const namedAt = Date.UTC(year, month - 1, day, hour, minute, second);
      expect(minutes).to.be.greaterThan(0);
      expect(Date.parse(trained_at) - minutes * 60_000).to.be.within(namedAt, namedAt + 1_000);
    }
  });

  it("trains on every sample, and measures on folds that had not seen what they were measured on", () => {
    const { performance, training_data, validation } = cards[0] ?? {};
    expect(performance?.train_samples).to.equal(training_data?.num_samples);
    expect(performance?.val_samples).to.be.greaterThan(0);
    expect(performance?.val_auc).to.be.within(0, 1);
    for (const { train_rows, held_out_rows } of validation?.folds ?? []) {
      expect(train_rows).to.be.greaterThan(0);
      expect(held_out_rows).to.be.greaterThan(0);
    }
    expect(Object.keys(validation?.grade_by_date ?? {})).to.not.deep.equal([]);
  });

  it("writes a file under the specification's name, in UBJSON where it was trained, with its card beside it", async () => {
    for (const card of cards) {
      expect(card.model_id).to.match(
        /^(alert_scorer|alert_ranker|cluster_scorer)_torus_v1\.0\.0_\d{8}_\d{6}$/,
      );
      const path = join(torus.dataDirectory, "trained_models", network, `${card.model_id}.txt`);
      expect(await sha256OfFile(path)).to.equal(card.file_sha256);
      const start = (await readFile(path)).subarray(0, 2).toString("latin1");
      expect(start === "{L").to.equal(card.algorithm === "XGBoost");
      const sidecar: unknown = JSON.parse(await readFile(path.replace(/txt$/, "json"), "utf8"));
      expect(modelCardSchema.parse(sidecar)).to.deep.equal(card);
    }
  });

  it("enters every model in the registry, where it is the active one", async () => {
    const registry = new ModelRegistry(torus.database, network, join(torus.dataDirectory, "trained_models"));
    const found = await registry.getFitting("alert_scorer", windowDays, alertSchema);
    expect(found.modelId).to.equal(cards[0]?.model_id);
    expect(await codeOf(registry.getFitting("alert_scorer", 7, alertSchema))).to.equal("MODEL_NOT_FOUND");
    const otherFeatures = featureSchema(alertSchema.features.slice(1));
    expect(await codeOf(registry.getFitting("alert_scorer", windowDays, otherFeatures))).to.equal(
      "MODEL_REFUSED",
    );
  });

  it("uses the named baseline, and says why, when a class has too few labels", async () => {
    const baselines = await torus
      .jobs({ training: { minimumPerClass: 100_000 } })
      .train(windowDays, {}, never);
    for (const { card } of baselines) {
      expect(card.algorithm).to.match(/^baseline: /);
      expect(card.baseline_reason).to.match(/100000 of each are needed/);
    }
  });

  it("makes the same bytes of the same data and seed", async () => {
    const [again] = await torus.jobs({ worker: realWorker() }).train(windowDays, {}, never);
    expect(again?.card.file_sha256).to.equal(cards[0]?.file_sha256);
    const [other] = await torus
      .jobs({ training: { parameters: { ...testTraining.parameters, eta: 0.1 } } })
      .train(windowDays, {}, never);
    expect(other?.card.file_sha256).to.not.equal(cards[0]?.file_sha256);
  });

  it("does without hindsight where none is wanted", async () => {
    const [scorer] = await torus.jobs({ training: { hindsightRows: 0 } }).train(windowDays, {}, never);
    expect(scorer?.card.hindsight_samples).to.equal(undefined);
    expect(scorer?.card.file_sha256).to.not.equal(cards[0]?.file_sha256);
  });

  it("refuses to train on nothing", async () => {
    expect(await codeOf(torus.jobs().train(7, {}, never))).to.equal("BATCH_NOT_FOUND");
    expect(await codeOf(torus.jobs().train(windowDays, { from: "2030-01-01" }, never))).to.equal(
      "BATCH_NOT_FOUND",
    );
  });

  it("registers nothing when it is cancelled", async () => {
    const before = await countModels(torus);
    expect(await codeOf(torus.jobs().train(windowDays, {}, AbortSignal.abort()))).to.equal("CANCELLED");
    expect(await countModels(torus)).to.equal(before);
  });
});

const countRow = z.object({ models: z.number() });

async function countModels({ database }: TestNetwork): Promise<number | undefined> {
  return (await database.findRow(countRow, "SELECT count() AS models FROM trained_models"))?.models;
}
