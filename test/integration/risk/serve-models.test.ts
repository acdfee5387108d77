import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { ModelDecisions } from "../../../src/subnets/risk/models/decisions.ts";
import { ModelRegistry } from "../../../src/subnets/risk/models/registry.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { modelMetadataSchema, type ModelType } from "../../../src/subnets/risk/model-card.ts";
import { versionBody } from "../../../src/subnets/risk/serve/bodies/info.ts";
import { modelBody, modelsBody } from "../../../src/subnets/risk/serve/bodies/models.ts";
import { networkBody, networksBody } from "../../../src/subnets/risk/serve/bodies/networks.ts";
import { trainingSummaryBody } from "../../../src/subnets/risk/serve/bodies/training.ts";
import { riskRoutes } from "../../../src/subnets/risk/serve/risk-routes.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";
import { ask, askJson } from "../../support/http.ts";
import { createCard, createRun, publishRun, registerModel, type TestRun } from "../../support/published.ts";
import { startRiskApi } from "../../support/risk-api.ts";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.ts";

const scorer = createCard("alert_scorer", { label_sources: { evolution: 900, address: 100 } });
const ranker = createCard("alert_ranker", { trained_at: "2025-10-28T03:52:00Z" });
const versions = {
  alert_scorer: scorer.model_version,
  alert_ranker: ranker.model_version,
  // Not in the registry.
  cluster_scorer: createCard("cluster_scorer").model_version,
};
const fileBytes = Buffer.from("not a model, but its bytes");

describe(`${riskRoutes.name}: models, networks, dates`, () => {
  let database: Database;
  let store: TestDatabase;
  let modelDirectory: string;
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  before(async () => {
    store = await testDatabase();
    ({ database } = store);
    modelDirectory = await makeTempDir();
    await mkdir(join(modelDirectory, "torus"));
    await writeFile(join(modelDirectory, "torus", `${scorer.model_id}.txt`), fileBytes);
    await registerModel(
      database,
      createCard("alert_scorer", { model_version: "old", trained_at: "2025-10-20T00:00:00Z" }),
      1,
    );
    await registerModel(database, scorer, fileBytes.length);
    await registerModel(database, ranker, 1);
    await publishRun(database, createRun());
    const older = { processingDate: "2025-10-28", updatedAt: "2025-10-28 01:15:00.000" };
    await publishRun(database, createRun({ ...older, publicationId: "older", alerts: 5, clusters: 1 }));
    api = await startRiskApi(new Map([["torus", database]]), { modelDirectory });
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    await store.dispose();
    await removeTempDir(modelDirectory);
  });

  it("answers the versions of what scored the newest publication", async () => {
    expect(await askJson(api.url, "/version")).to.deep.equal({
      api_version: "1.0.0",
      models: versions,
      network: "torus",
      github_url: "https://example.org/miner",
      commit_hash: "a1b2c3d4e5f6",
    });
  });

  it("lists the network with its totals", async () => {
    expect(networksBody.strict().parse(await askJson(api.url, "/networks"))).to.deep.equal({
      networks: [
        {
          network: "torus",
          status: "active",
          latest_processing_date: "2025-10-30",
          model_versions: versions,
          total_alerts_scored: 35,
          last_training_date: "2025-10-28",
        },
      ],
      total_networks: 1,
      miner_type: "single-network",
    });
  });

  it("answers one network in detail", async () => {
    expect(networkBody.strict().parse(await askJson(api.url, "/networks/torus"))).to.deep.equal({
      network: "torus",
      status: "active",
      latest_processing_date: "2025-10-30",
      available_dates: ["2025-10-30", "2025-10-28"],
      total_dates: 2,
      model_versions: {
        alert_scorer: {
          version: scorer.model_version,
          trained_at: "2025-10-27T03:45:00Z",
          performance: { val_auc: 0.887 },
        },
        alert_ranker: { version: ranker.model_version, trained_at: "2025-10-28T03:52:00Z" },
        cluster_scorer: { version: versions.cluster_scorer, trained_at: null },
      },
      statistics: {
        total_alerts_scored: 35,
        total_clusters_scored: 5,
        avg_alerts_per_day: 18,
        first_date: "2025-10-28",
        last_date: "2025-10-30",
      },
      last_training_date: "2025-10-28",
      next_training_date: null,
    });
    expect(await askJson(api.url, "/networks/doge")).to.deep.equal({ detail: "Unknown network: doge" });
  });

  it("answers a network for which nothing is published as waiting", async () => {
    expect(await askJson(api.url, "/networks/torus?window_days=30")).to.deep.include({
      status: "waiting",
      latest_processing_date: null,
      available_dates: [],
      model_versions: {},
      last_training_date: null,
    });
  });

  it("answers the processing dates", async () => {
    expect(await askJson(api.url, "/dates/available")).to.deep.equal({
      dates: ["2025-10-30", "2025-10-28"],
      total_count: 2,
    });
    expect(await askJson(api.url, "/dates/latest")).to.deep.equal({
      latest_date: "2025-10-30",
      processed_at: "2025-10-30T01:15:00Z",
    });
  });

  it("lists the current models in the short form of the specification", async () => {
    const body = modelsBody.strict().parse(await askJson(api.url, "/models/metadata"));
    expect(body.models.map(({ model_type: type }) => type)).to.deep.equal(["alert_scorer", "alert_ranker"]);
    const [first] = body.models;
    expect(Object.keys(first ?? {})).to.deep.equal([
      "model_type",
      "model_version",
      "trained_at",
      "training_duration_minutes",
      "algorithm",
      "baseline_reason",
      "hyperparameters",
      "training_data",
      "performance",
      "feature_importance_top10",
      "model_size_mb",
      "download_url",
    ]);
    expect(first?.feature_importance_top10).to.have.length(10);
    expect(first?.feature_importance_top10[0]).to.deep.equal({ feature: "feature_1", importance: 0.3 });
    expect(first?.training_data).to.not.have.property("feature_names");
    expect(first?.performance).to.have.all.keys("train_auc", "val_auc", "train_logloss", "val_logloss");
  });

  it("answers one model in the full form of the specification, without what only the registry needs", async () => {
    const body = await askJson(api.url, "/models/metadata/alert_scorer");
    expect(modelBody.strict().parse(body)).to.deep.equal(body);
    expect(body).to.deep.equal({
      ...modelMetadataSchema.parse(scorer),
      download_url: "/models/download/alert_scorer",
      github_url: "https://example.org/miner",
      commit_hash: "a1b2c3d4e5f6",
    });
  });

  it("gives the current model's file under its own name, with its registered hash as the tag", async () => {
    const { status, headers, body } = await ask(api.url, "/models/download/alert_scorer");
    expect(status).to.equal(200);
    expect(body).to.deep.equal(fileBytes);
    expect(headers).to.include({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="${scorer.model_id}.txt"`,
      etag: `"${scorer.file_sha256}"`,
    });
  });

  it("names a model that does not exist, one whose file is missing, and a type that is none", async () => {
    expect(await askJson(api.url, "/models/download/cluster_scorer")).to.deep.equal({
      detail: "No model found for model_type: cluster_scorer",
    });
    expect(await ask(api.url, "/models/download/alert_ranker")).to.include({
      status: 404,
      text: JSON.stringify({ detail: `File not found: ${ranker.model_id}.txt` }),
    });
    expect((await ask(api.url, "/models/download/..%2f..%2fpasswd")).status).to.equal(422);
  });

  it("summarises what was trained on a day", async () => {
    const body = await askJson(api.url, "/training/data-summary/2025-10-27");
    expect(trainingSummaryBody.strict().parse(body)).to.deep.equal({
      training_date: "2025-10-27",
      data_window: {
        start_date: "2025-10-01",
        end_date: "2025-10-26",
        window_days: 195,
        num_processing_dates: 26,
      },
      samples: { total: 1_000, positive: 250, negative: 750, positive_rate: 0.25 },
      features: { total_features: 12, feature_groups: { alert_level: 5, temporal: 7 } },
      data_sources: {
        alerts_table: "raw_alerts",
        features_table: "raw_features",
        clusters_table: "raw_clusters",
        money_flows_table: "raw_money_flows",
        labels_table: "raw_address_labels",
      },
      label_distribution: { high_risk: 150, critical_risk: 100, medium_risk: 250, low_risk: 500 },
      label_sources: { evolution: 900, address: 100 },
    });
    expect(await askJson(api.url, "/training/data-summary/2025-10-28")).to.deep.equal({
      detail: "No training found for date: 2025-10-28",
    });
  });

  it("serves everything else when the newest card of a type is damaged", async () => {
    const damaged = createCard("cluster_scorer", { model_id: "../../etc/passwd" });
    await registerModel(database, damaged, 1);
    await api.index.refresh();
    expect((await ask(api.url, "/models/download/cluster_scorer")).status).to.equal(404);
    expect(await askJson(api.url, "/version")).to.have.nested.property("models.alert_scorer");
  });
});

describe(`${riskRoutes.name}: what has scored`, () => {
  let store: TestDatabase;
  let api: Awaited<ReturnType<typeof startRiskApi>>;
  const newer = createCard("alert_scorer", {
    model_id: "newer",
    model_version: "newer",
    trained_at: "2025-10-31T00:00:00Z",
  });

  before(async () => {
    store = await testDatabase();
    for (const card of [scorer, ranker, createCard("cluster_scorer")])
      await registerModel(store.database, card, 1);
    api = await startRiskApi(new Map([["torus", store.database]]));
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    await store.dispose();
  });

  it("is what would score, until something is published", async () => {
    expect(await versionOf("alert_scorer")).to.equal(scorer.model_version);
  });

  it("follows the operator who goes back to an older model", async () => {
    const ofMonth = { training_data: { ...scorer.training_data, window_days: 30 } };
    const earlier = createCard("alert_scorer", { ...ofMonth, model_id: "earlier", model_version: "earlier" });
    const trainedAt = "2025-10-28T00:00:00Z";
    await registerModel(store.database, earlier, 1);
    await registerModel(
      store.database,
      { ...earlier, model_id: "later", model_version: "later", trained_at: trainedAt },
      1,
    );
    await api.index.refresh();
    const ask = () => askJson(api.url, "/version?window_days=30");
    expect(await ask()).to.deep.include({ models: { alert_scorer: "later" } });
    const decisions = new ModelDecisions({
      database: store.database,
      clock: new FakeClock(Date.parse("2025-10-29T00:00:00Z")),
      registry: new ModelRegistry(store.database, "torus", "no-models"),
    });
    const activation = { action: "activated", decidedBy: "operator", reason: "" } as const;
    await decisions.record(earlier, { ...activation, championId: "later", comparison: undefined });
    await api.index.refresh();
    expect(await ask()).to.deep.include({ models: { alert_scorer: "earlier" } });
  });

  it("is the model of the newest publication, not one that was trained since", async () => {
    await publish(createRun());
    await registerModel(store.database, newer, 1);
    await api.index.refresh();
    expect(await versionOf("alert_scorer")).to.equal(scorer.model_version);
    expect(await askJson(api.url, "/networks/torus")).to.include({ last_training_date: "2025-10-31" });
    await publish(createRun({ ...nextDay, versions: { alert_scorer: "newer" } }));
    expect(await versionOf("alert_scorer")).to.equal("newer");
  });

  it("is the operator's own scorer where it has scored, of which nothing is made up", async () => {
    const versions = { alert_scorer: "own_scorer-1", alert_ranker: "own_scorer-1" };
    await publish(
      createRun({ ...nextDay, publicationId: "own", updatedAt: "2025-10-31 02:00:00.000", versions }),
    );
    expect(await versionOf("alert_scorer")).to.equal("own_scorer-1");
    expect(await versionOf("alert_ranker")).to.equal("own_scorer-1");
    expect(await versionOf("cluster_scorer")).to.match(/^cluster_scorer_torus/);
    const body = modelBody.strict().parse(await askJson(api.url, "/models/metadata/alert_scorer"));
    expect(body).to.deep.include({
      algorithm: "own scorer",
      trained_at: null,
      training_data: null,
      feature_importance: [],
      download_url: null,
    });
    expect(await ask(api.url, "/models/download/alert_scorer")).to.include({
      status: 404,
      text: JSON.stringify({ detail: "own_scorer-1 is the miner's own scorer, which has no model file" }),
    });
  });

  it("is the model again that stood in for the scorer", async () => {
    await publish(createRun({ ...nextDay, publicationId: "again", updatedAt: "2025-10-31 03:00:00.000" }));
    expect(await versionOf("alert_scorer")).to.equal(scorer.model_version);
  });

  const nextDay = {
    publicationId: "next",
    processingDate: "2025-10-31",
    updatedAt: "2025-10-31 01:15:00.000",
  };

  async function publish(run: TestRun): Promise<void> {
    await publishRun(store.database, run);
    await api.index.refresh();
  }

  /** Returns the one version that all who tell of it agree on. */
  async function versionOf(type: ModelType): Promise<string | undefined> {
    const { models } = versionBody.parse(await askJson(api.url, "/version"));
    const { networks } = networksBody.parse(await askJson(api.url, "/networks"));
    const network = networkBody.parse(await askJson(api.url, "/networks/torus"));
    const listed = modelsBody.parse(await askJson(api.url, "/models/metadata")).models;
    const single = modelBody.parse(await askJson(api.url, `/models/metadata/${type}`));
    const told = [
      models[type],
      networks[0]?.model_versions[type],
      network.model_versions[type]?.version,
      listed.find((model) => model.model_type === type)?.model_version,
      single.model_version,
    ];
    expect(new Set(told).size, told.join()).to.equal(1);
    return models[type];
  }
});

describe(`${riskRoutes.name}: several networks`, () => {
  let stores: readonly TestDatabase[];
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  before(async () => {
    const [torus, bitcoin] = await Promise.all([testDatabase(), testDatabase()]);
    stores = [torus, bitcoin];
    await publishRun(torus.database, createRun());
    await publishRun(bitcoin.database, createRun({ alerts: 3 }));
    await registerModel(bitcoin.database, scorer, 1);
    api = await startRiskApi(
      new Map([
        ["torus", torus.database],
        ["bitcoin", bitcoin.database],
      ]),
    );
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    for (const store of stores) await store.dispose();
  });

  it("says so and lists each", async () => {
    const body = networksBody.parse(await askJson(api.url, "/networks"));
    expect(body).to.include({ total_networks: 2, miner_type: "multi-network" });
    expect(body.networks.map(({ network, total_alerts_scored: total }) => [network, total])).to.deep.equal([
      ["torus", 30],
      ["bitcoin", 3],
    ]);
  });

  it("keeps their results apart, by path and by query", async () => {
    for (const path of ["/scores/alerts/bitcoin/latest", "/scores/alerts/2025-10-30?network=bitcoin"]) {
      expect(await askJson(api.url, path), path).to.include({ total_alerts: 3 });
    }
    expect(await askJson(api.url, "/scores/alerts/torus/latest")).to.include({ total_alerts: 30 });
  });

  it("requires the network where an answer is about one", async () => {
    for (const path of ["/scores/alerts/latest", "/version", "/models/metadata", "/dates/latest"]) {
      const answer = await ask(api.url, path);
      expect(answer.status, path).to.equal(422);
      expect(JSON.parse(answer.text), path).to.deep.equal({
        detail: [{ loc: ["query", "network"], msg: "Field required", type: "missing" }],
      });
    }
  });

  it("gives download paths that lead to the same network", async () => {
    const { models } = modelsBody.parse(await askJson(api.url, "/models/metadata?network=bitcoin"));
    expect(models.map(({ download_url: url }) => url)).to.deep.equal([
      "/models/download/alert_scorer?network=bitcoin",
    ]);
  });
});
