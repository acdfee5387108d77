import { expect } from "chai";
import type { Database } from "../../../src/store/database.ts";
import { alertScoresBody } from "../../../src/subnets/risk/serve/bodies/results.ts";
import { alertScores } from "../../../src/subnets/risk/serve/result-kind.ts";
import { ResultReader } from "../../../src/subnets/risk/serve/result-reader.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";
import { ask, askJson } from "../../support/http.ts";
import { createRun, publishRun } from "../../support/published.ts";
import { LeavingDatabase, startRiskApi } from "../../support/risk-api.ts";

const path = "/scores/alerts/2025-10-30";

describe(`${ResultReader.name} on a database that changes`, () => {
  let database: Database;
  let leaving: LeavingDatabase;
  let store: TestDatabase;
  let api: Awaited<ReturnType<typeof startRiskApi>>;

  beforeEach(async () => {
    store = await testDatabase();
    ({ database } = store);
    leaving = new LeavingDatabase(database);
    api = await startRiskApi(new Map([["torus", leaving]]));
    await publishRun(database, createRun());
    await api.index.refresh();
  });
  afterEach(async () => {
    await api.stop();
    await store.dispose();
  });

  it("answers 404 for latest while nothing is published", async () => {
    const empty = await startRiskApi(new Map([["torus", database]]));
    expect(await askJson(empty.url, "/scores/alerts/latest")).to.deep.equal({
      detail: "No scores found for processing_date: latest",
    });
    expect((await ask(empty.url, "/dates/latest")).status).to.equal(404);
    await empty.stop();
  });

  it("answers the old publication until the new one is known, then the new one with another tag", async () => {
    const before = await ask(api.url, path);
    await publishRun(database, createRun(secondRun));
    expect((await ask(api.url, path)).text).to.equal(before.text);
    await api.index.refresh();
    const after = await ask(api.url, path, { headers: { "If-None-Match": before.headers.etag } });
    expect(after.status).to.equal(200);
    expect(scoresIn(after.text)).to.deep.equal(Array.from({ length: 12 }, () => 0.5));
    expect(after.headers["last-modified"]).to.equal("Thu, 30 Oct 2025 05:00:00 GMT");
  });

  it("keeps the last good publication when a later run failed or is under way", async () => {
    await publishRun(database, createRun({ ...secondRun, publicationId: "bad", status: "FAILED" }));
    await publishRun(database, createRun({ ...secondRun, publicationId: "new", status: "PROCESSING" }));
    await api.index.refresh();
    expect(await askJson(api.url, path)).to.include({ total_alerts: 30 });
  });

  it("answers the successor when a publication was replaced and cleared away before it was read", async () => {
    await publishRun(database, createRun(secondRun));
    await database.command("ALTER TABLE alert_scores DROP PARTITION 'run-1'");
    const answer = alertScoresBody.parse(await askJson(api.url, path));
    expect(answer.total_alerts).to.equal(12);
    expect(answer.scores).to.have.length(12);
  });

  it("answers 500, never a part, when rows of the only publication are missing", async () => {
    await database.command("ALTER TABLE alert_scores DROP PARTITION 'run-1'");
    expect(await ask(api.url, path)).to.include({ status: 500, text: '{"detail":"Internal server error"}' });
  });

  it("serves what it knows while the database is away, and 503 for what it does not", async () => {
    const known = await ask(api.url, path);
    leaving.isAway = true;
    expect((await ask(api.url, path)).text).to.equal(known.text);
    expect(await askJson(api.url, "/dates/latest")).to.include({ latest_date: "2025-10-30" });
    for (const unknown of ["/rankings/alerts/latest", "/training/data-summary/2025-10-27"]) {
      const answer = await ask(api.url, unknown);
      expect(answer, unknown).to.include({ status: 503, text: '{"detail":"Database connection failed"}' });
      expect(answer.headers, unknown).to.include({ "retry-after": "5" });
    }
  });

  it("says in /health whether the database answers, with the status of its body", async () => {
    const healthy = await ask(api.url, "/health");
    expect(healthy.status).to.equal(200);
    expect(JSON.parse(healthy.text)).to.deep.equal({
      status: "healthy",
      timestamp: "2025-10-30T22:00:00Z",
      version: "1.0.0",
      database_connected: true,
    });
    leaving.isAway = true;
    const unhealthy = await ask(api.url, "/health");
    expect(unhealthy.status).to.equal(503);
    expect(JSON.parse(unhealthy.text)).to.include({ status: "unhealthy", database_connected: false });
    leaving.isAway = false;
    expect((await ask(api.url, "/health")).status).to.equal(200);
  });

  it("keeps what it knew when a refresh fails, and learns the rest when it works again", async () => {
    await publishRun(database, createRun(secondRun));
    leaving.isAway = true;
    const failure = await api.index.refresh().catch((error: unknown) => error);
    expect(failure).to.have.property("code", "STORE_UNAVAILABLE");
    expect(api.index.findPublication("torus", 195, "latest")).to.include({ publicationId: "run-1" });
    leaving.isAway = false;
    await api.index.refresh();
    expect(api.index.findPublication("torus", 195, "latest")).to.include({ publicationId: "run-2" });
  });

  it("has all forms of the documents ready once a publication is warm", async () => {
    const publication = api.index.findPublication("torus", 195, "latest");
    if (publication === undefined) throw new Error("Nothing is published");
    await api.results.warm(publication);
    leaving.isAway = true;
    const representation = await api.results.read({ kind: alertScores, publication, page: {} });
    expect(representation.forms).to.have.length(3);
    for (const warm of ["/scores/alerts/latest", "/rankings/alerts/latest", "/scores/clusters/latest"]) {
      const answer = await ask(api.url, warm, { headers: { "Accept-Encoding": "br" } });
      expect(answer.headers, warm).to.include({ "content-encoding": "br" });
    }
  });

  it("never answers a mixture while publications follow each other", async () => {
    for (let run = 2; run < 12; run++) {
      const published = publishAndRefresh(run);
      const answers = await Promise.all(Array.from({ length: 8 }, () => ask(api.url, path)));
      for (const { text } of answers) expect(isWhole(text)).to.equal(true);
      await published;
    }
  });

  async function publishAndRefresh(run: number): Promise<void> {
    const updatedAt = `2025-10-30 06:00:00.${String(run).padStart(3, "0")}`;
    const score = run / 100;
    await publishRun(database, createRun({ publicationId: `run-${run}`, updatedAt, score, alerts: run }));
    await api.index.refresh();
    await database.command(`ALTER TABLE alert_scores DROP PARTITION 'run-${run - 1}'`);
  }
});

const secondRun = {
  publicationId: "run-2",
  updatedAt: "2025-10-30 05:00:00.000",
  score: 0.5,
  alerts: 12,
} as const;

function scoresIn(text: string): number[] {
  return alertScoresBody.parse(JSON.parse(text)).scores.map(({ score }) => score);
}

/** Each run of the test has as many alerts as its score says, in hundredths; the first has thirty of 0.25. */
function isWhole(text: string): boolean {
  const { total_alerts: total, scores } = alertScoresBody.parse(JSON.parse(text));
  const expected = total === 30 ? 0.25 : total / 100;
  return scores.length === total && scores.every(({ score }) => score === expected);
}
