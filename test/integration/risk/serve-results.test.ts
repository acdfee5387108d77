import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import {
  alertRankingsBody,
  alertScoresBody,
  clusterScoresBody,
} from "../../../src/subnets/risk/serve/bodies/results.ts";
import { riskRoutes } from "../../../src/subnets/risk/serve/risk-routes.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";
import { ask, askJson } from "../../support/http.ts";
import { createRun, publishRun } from "../../support/published.ts";
import { startRiskApi } from "../../support/risk-api.ts";

const invalidDate = {
  loc: ["path", "processing_date"],
  msg: "Invalid date format. Use YYYY-MM-DD",
  type: "value_error",
};

describe(`${riskRoutes.name}: results`, () => {
  let database: Database;
  let store: TestDatabase;
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  before(async () => {
    store = await testDatabase();
    ({ database } = store);
    await publishRun(database, createRun());
    const older = { processingDate: "2025-10-29", updatedAt: "2025-10-29 01:15:00.000" };
    await publishRun(database, createRun({ ...older, publicationId: "older", alerts: 3, clusters: 0 }));
    await publishRun(database, createRun({ publicationId: "short", windowDays: 7, score: 0.75, alerts: 2 }));
    api = await startRiskApi(new Map([["torus", database]]));
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    await store.dispose();
  });

  it("answers alert scores with exactly the specified fields, ordered by alert", async () => {
    const scores = Array.from({ length: 30 }, (_, index) => ({
      alert_id: `alert/${String(index).padStart(4, "0")}`,
      score: 0.25,
      latency_ms: 1.5,
    }));
    expect(await askJson(api.url, "/scores/alerts/2025-10-30")).to.deep.equal({
      processing_date: "2025-10-30",
      model_version: "alert_scorer_torus_v1.0.0_20251027_034500",
      total_alerts: 30,
      scores,
      metadata: { processed_at: "2025-10-30T01:15:00Z", total_latency_ms: 45, avg_latency_ms: 1.5 },
    });
  });

  it("answers rankings with exactly the specified fields, ordered by rank", async () => {
    const rankings = Array.from({ length: 30 }, (_, index) => ({
      alert_id: `alert/${String(29 - index).padStart(4, "0")}`,
      rank: index + 1,
      score: 0.25,
    }));
    expect(await askJson(api.url, "/rankings/alerts/2025-10-30")).to.deep.equal({
      processing_date: "2025-10-30",
      model_version: "alert_ranker_torus_v1.0.0_20251027_034500",
      total_alerts: 30,
      rankings,
      metadata: { processed_at: "2025-10-30T01:15:00Z" },
    });
  });

  it("answers cluster scores with exactly the specified fields", async () => {
    expect(await askJson(api.url, "/scores/clusters/2025-10-30")).to.deep.equal({
      processing_date: "2025-10-30",
      model_version: "cluster_scorer_torus_v1.0.0_20251027_034500",
      total_clusters: 4,
      scores: [0, 1, 2, 3].map((n) => ({ cluster_id: `cluster_${n}`, score: 0.25, latency_ms: 2 })),
      metadata: { processed_at: "2025-10-30T01:15:00Z", total_latency_ms: 8, avg_latency_ms: 2 },
    });
  });

  it("answers bodies that the documented schemas accept whole", async () => {
    const bodies = {
      "/scores/alerts": alertScoresBody,
      "/rankings/alerts": alertRankingsBody,
      "/scores/clusters": clusterScoresBody,
    };
    for (const [base, body] of Object.entries(bodies)) {
      const answer = await askJson(api.url, `${base}/latest`);
      expect(body.strict().parse(answer), base).to.deep.equal(answer);
    }
  });

  it("answers the same bytes in every form of asking", async () => {
    const forms = [
      "latest",
      "2025-10-30",
      "torus/latest",
      "torus/2025-10-30",
      "2025-10-30?network=torus",
      "latest?window_days=195&x=y",
    ];
    const answers = await Promise.all(forms.map((form) => ask(api.url, `/scores/alerts/${form}`)));
    expect(answers.map(({ status }) => status)).to.deep.equal(forms.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
  });

  it("answers another window's publication of the same date when asked for it", async () => {
    expect(await askJson(api.url, "/scores/alerts/2025-10-30?window_days=7")).to.include({ total_alerts: 2 });
    expect((await ask(api.url, "/scores/alerts/2025-10-29?window_days=7")).status).to.equal(404);
  });

  it("answers a batch without clusters with an empty list", async () => {
    expect(await askJson(api.url, "/scores/clusters/2025-10-29")).to.deep.include({
      total_clusters: 0,
      scores: [],
      metadata: { processed_at: "2025-10-29T01:15:00Z", total_latency_ms: 8, avg_latency_ms: 0 },
    });
  });

  it("answers pages that together are the whole, each with the total of the batch", async () => {
    const whole = alertScoresBody.parse(await askJson(api.url, "/scores/alerts/latest"));
    const pages = await Promise.all(
      [0, 7, 14, 21, 28, 35].map((offset) =>
        askJson(api.url, `/scores/alerts/latest?limit=7&offset=${offset}`),
      ),
    );
    const parsed = pages.map((page) => alertScoresBody.parse(page));
    expect(parsed.flatMap(({ scores }) => scores)).to.deep.equal(whole.scores);
    expect(parsed.map(({ total_alerts: total }) => total)).to.deep.equal([30, 30, 30, 30, 30, 30]);
    const rest = alertScoresBody.parse(await askJson(api.url, "/scores/alerts/latest?offset=28"));
    expect(rest.scores).to.deep.equal(whole.scores.slice(28));
  });

  const refusals: readonly (readonly [string, number, unknown])[] = [
    ["/scores/alerts/2025-01-01", 404, "No scores found for processing_date: 2025-01-01"],
    ["/rankings/alerts/2025-01-01", 404, "No rankings found for processing_date: 2025-01-01"],
    ["/scores/clusters/2025-01-01", 404, "No scores found for processing_date: 2025-01-01"],
    ["/scores/alerts/doge/latest", 404, "Unknown network: doge"],
    ["/scores/alerts/latest?network=doge", 404, "Unknown network: doge"],
    ["/scores/alerts", 404, "Not Found"],
    ["/scores/alerts/torus", 422, [invalidDate]],
    ["/rankings/alerts/2025-13-01", 422, [invalidDate]],
    ["/scores/clusters/torus/tomorrow", 422, [invalidDate]],
    [
      "/scores/alerts/latest?limit=0&offset=x",
      422,
      [
        { loc: ["query", "limit"], msg: "Input should be greater than or equal to 1", type: "value_error" },
        { loc: ["query", "offset"], msg: "Input should be a valid integer", type: "value_error" },
      ],
    ],
    [
      "/scores/alerts/latest?network=a&network=b",
      422,
      [{ loc: ["query", "network"], msg: "Input should be a valid string", type: "value_error" }],
    ],
  ];
  for (const [path, status, detail] of refusals) {
    it(`answers ${path} with ${status}`, async () => {
      const answer = await ask(api.url, path);
      expect(answer.status).to.equal(status);
      expect(JSON.parse(answer.text)).to.deep.equal({ detail });
    });
  }
});
