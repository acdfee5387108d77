import { expect } from "chai";
import { alertScoreBody, alertScoresBody } from "../../../src/subnets/risk/serve/bodies/results.ts";
import { createAlertRoutes } from "../../../src/subnets/risk/serve/alert-routes.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";
import { ask, askJson } from "../../support/http.ts";
import { createRun, publishRun } from "../../support/published.ts";
import { startRiskApi } from "../../support/risk-api.ts";

const onlyTwo = "Only the 2 highest-scored alerts of this batch are explained";

describe(createAlertRoutes.name, () => {
  let store: TestDatabase;
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  before(async () => {
    store = await testDatabase();
    const { database } = store;
    await publishRun(database, createRun({ alerts: 5, explanations: { alerts: 2, lack: "lower_scored" } }));
    const older = { processingDate: "2025-10-29", updatedAt: "2025-10-29 01:15:00.000" };
    await publishRun(database, createRun({ ...older, publicationId: "older", alerts: 3 }));
    const short = { publicationId: "short", windowDays: 7, score: 0.75, alerts: 1 };
    await publishRun(database, createRun({ ...short, explanations: { alerts: 1, lack: "none" } }));
    api = await startRiskApi(new Map([["torus", database]]));
    await api.index.refresh();
  });
  after(async () => {
    await api.stop();
    await store.dispose();
  });

  it("answers one alert with its explanation, as its documented schema says", async () => {
    const answer = await askJson(api.url, "/scores/alerts/2025-10-30/alert%2F0001");
    expect(alertScoreBody.strict().parse(answer)).to.deep.equal({
      processing_date: "2025-10-30",
      model_version: "alert_scorer_torus_v1.0.0_20251027_034500",
      alert_id: "alert/0001",
      score: 0.25,
      latency_ms: 1.5,
      explain_json: '{"sentence":"alert 1"}',
      unexplained_reason: null,
    });
  });

  it("answers the same in every form of asking", async () => {
    const forms = ["2025-10-30", "latest", "torus/2025-10-30", "torus/latest"];
    const paths = forms.map((form) => `/scores/alerts/${form}/alert%2F0001`);
    paths.push("/scores/alerts/2025-10-30/alert%2F0001?network=torus&window_days=195");
    const answers = await Promise.all(paths.map((path) => ask(api.url, path)));
    expect(answers.map(({ status }) => status)).to.deep.equal(paths.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
    expect(await askJson(api.url, "/scores/alerts/latest/alert%2F0000?window_days=7")).to.include({
      score: 0.75,
    });
  });

  it("says why an alert has no explanation", async () => {
    expect(await askJson(api.url, "/scores/alerts/2025-10-30/alert%2F0002")).to.include({
      explain_json: "",
      unexplained_reason: onlyTwo,
    });
    expect(await askJson(api.url, "/scores/alerts/2025-10-29/alert%2F0002")).to.include({
      explain_json: "",
      unexplained_reason: "These scores were published before scores were explained",
    });
  });

  const refusals: readonly (readonly [string, number, unknown])[] = [
    [
      "/scores/alerts/2025-10-30/alert_1",
      404,
      "No alert found for alert_id: alert_1 of processing_date: 2025-10-30",
    ],
    [
      "/scores/alerts/latest/2025-10-30",
      404,
      "No alert found for alert_id: 2025-10-30 of processing_date: latest",
    ],
    ["/scores/alerts/2025-01-01/alert_1", 404, "No scores found for processing_date: 2025-01-01"],
    ["/scores/alerts/doge/2025-10-30/alert_1", 404, "Unknown network: doge"],
    ["/scores/alerts/2025-10-30/alert_1?network=doge", 404, "Unknown network: doge"],
    ["/scores/alerts/doge/2025-10-30", 404, "Unknown network: doge"],
    [
      "/scores/alerts/2025-13-01/alert_1",
      422,
      [{ loc: ["path", "processing_date"], msg: "Invalid date format. Use YYYY-MM-DD", type: "value_error" }],
    ],
    [
      "/scores/alerts/latest?explain=perhaps",
      422,
      [{ loc: ["query", "explain"], msg: "Input should be true or false", type: "value_error" }],
    ],
  ];
  for (const [path, status, detail] of refusals) {
    it(`answers ${path} with ${status}`, async () => {
      const answer = await ask(api.url, path);
      expect({ status: answer.status, ...JSON.parse(answer.text) }).to.deep.equal({ status, detail });
    });
  }

  it("answers the alert of the successor when a publication was replaced and cleared away", async () => {
    const replaced = await testDatabase();
    await publishRun(replaced.database, createRun({ alerts: 1 }));
    const other = await startRiskApi(new Map([["torus", replaced.database]]));
    await other.index.refresh();
    await replaced.database.command("TRUNCATE TABLE alert_scores");
    const next = { publicationId: "next", updatedAt: "2025-10-30 02:15:00.000", score: 0.5 };
    await publishRun(replaced.database, createRun({ ...next, alerts: 1 }));
    expect(await askJson(other.url, "/scores/alerts/latest/alert%2F0000")).to.include({ score: 0.5 });
    await other.stop();
    await replaced.dispose();
  });

  it("adds explanations to the list when asked to, and changes nothing in the list without", async () => {
    const plain = await ask(api.url, "/scores/alerts/latest");
    const body = alertScoresBody.strict().parse(await askJson(api.url, "/scores/alerts/latest?explain=true"));
    expect(body.scores.map(({ explain_json: text }) => text)).to.deep.equal([
      '{"sentence":"alert 0"}',
      '{"sentence":"alert 1"}',
      "",
      "",
      "",
    ]);
    const { explained_alerts, unexplained_reason, ...metadata } = body.metadata;
    expect({ explained_alerts, unexplained_reason }).to.deep.equal({
      explained_alerts: 2,
      unexplained_reason: onlyTwo,
    });
    const scores = body.scores.map(({ alert_id, score, latency_ms }) => ({ alert_id, score, latency_ms }));
    expect({ ...body, scores, metadata }).to.deep.equal(JSON.parse(plain.text));
    for (const path of ["/scores/alerts/latest", "/scores/alerts/latest?explain=false"]) {
      const again = await ask(api.url, path);
      expect([again.text, again.headers.etag]).to.deep.equal([plain.text, plain.headers.etag]);
    }
  });

  it("answers pages of explained scores that together are the whole", async () => {
    const whole = alertScoresBody.parse(await askJson(api.url, "/scores/alerts/latest?explain=1"));
    const pages = await Promise.all(
      [0, 2, 4].map((offset) =>
        askJson(api.url, `/scores/alerts/torus/latest?explain=1&limit=2&offset=${offset}`),
      ),
    );
    expect(pages.flatMap((page) => alertScoresBody.parse(page).scores)).to.deep.equal(whole.scores);
  });

  it("is not asked to explain what has no explanations", async () => {
    const plain = await ask(api.url, "/rankings/alerts/latest");
    expect((await ask(api.url, "/rankings/alerts/latest?explain=true")).text).to.equal(plain.text);
  });
});

describe(`${createAlertRoutes.name}, of a network that is named as a date is`, () => {
  it("leaves the path to the network", async () => {
    const store = await testDatabase();
    await publishRun(store.database, createRun({ alerts: 2 }));
    const api = await startRiskApi(new Map([["2025-10-30", store.database]]));
    await api.index.refresh();
    expect(await askJson(api.url, "/scores/alerts/2025-10-30/latest")).to.include({ total_alerts: 2 });
    expect(await askJson(api.url, "/scores/alerts/2025-10-30/2025-10-30")).to.include({ total_alerts: 2 });
    await api.stop();
    await store.dispose();
  });
});
