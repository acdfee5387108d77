import { readFile, writeFile } from "node:fs/promises";
import { expect } from "chai";
import { z } from "zod";
import type { ModelWorker, PredictRequest } from "../../../src/ml/contract.ts";
import { describeBatch } from "../../../src/subnets/risk/batch.ts";
import { readPublications } from "../../../src/subnets/risk/publication.ts";
import { scoreBatch, type ScoringResult } from "../../../src/subnets/risk/score/score-batch.ts";
import { withOtherSessions } from "../../support/ml.ts";
import { codeOf, failureOf } from "../../support/errors.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  realWorker,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const key = { network, processingDate: dates[0], windowDays };

describe(scoreBatch.name, () => {
  let torus: TestNetwork;
  let first: ScoringResult;
  before(async () => {
    torus = await createIngestedNetwork();
    expect(await codeOf(torus.jobs().score(key, never))).to.equal("MODEL_NOT_FOUND");
    await torus.jobs().train(windowDays, {}, never);
    first = await torus.jobs().score(key, never);
  });
  after(() => torus.dispose());

  it("gives every alert of the batch exactly one score in [0,1]", async () => {
    const [scores] = await torus.database.rows(
      z.object({
        rows: z.number(),
        alerts: z.number(),
        least: z.number(),
        most: z.number(),
        distinct: z.number(),
      }),
      `SELECT count() AS rows, uniqExact(alert_id) AS alerts, min(score) AS least, max(score) AS most,
         uniqExact(score) AS distinct
       FROM alert_scores WHERE publication_id = {id:String}`,
      { params: { id: first.publicationId } },
    );
    const expected = torus.world.batches[0]?.counts.alerts;
    expect(scores).to.include({ rows: expected, alerts: expected });
    expect(scores?.least).to.be.at.least(0);
    expect(scores?.most).to.be.at.most(1);
    expect(scores?.distinct).to.be.greaterThan(1);
    expect(first.alerts).to.equal(expected);
  });

  it("ranks alerts 1 to N by score, ties by alert_id", async () => {
    const rows = await torus.database.rows(
      z.object({ alert_id: z.string(), rank: z.number(), score: z.number() }),
      "SELECT alert_id, rank, score FROM alert_rankings WHERE publication_id = {id:String} ORDER BY rank",
      { params: { id: first.publicationId } },
    );
    const sorted = rows.toSorted((a, b) => b.score - a.score || (a.alert_id < b.alert_id ? -1 : 1));
    expect(rows.map(({ alert_id }) => alert_id)).to.deep.equal(sorted.map(({ alert_id }) => alert_id));
    expect(rows.map(({ rank }) => rank)).to.deep.equal(rows.map((_, index) => index + 1));
  });

  it("gives every cluster exactly one score", async () => {
    const [clusters] = await torus.database.rows(
      z.object({ rows: z.number(), clusters: z.number() }),
      "SELECT count() AS rows, uniqExact(cluster_id) AS clusters FROM cluster_scores WHERE publication_id = {id:String}",
      { params: { id: first.publicationId } },
    );
    const expected = torus.world.batches[0]?.counts.clusters;
    expect(clusters).to.deep.equal({ rows: expected, clusters: expected });
  });

  it("leaves a record of the run: counts, latencies, models", async () => {
    const [row] = await runs(torus, first.publicationId, "COMPLETED");
    expect(row).to.include({
      output_counts_alert_scores: first.alerts,
      output_counts_cluster_scores: first.clusters,
      model_versions_alert_scorer: first.models.alert_scorer,
    });
    expect(row?.latencies_ms_total).to.be.at.least(row?.latencies_ms_alert_scoring ?? Infinity);
  });

  it("publishes again beside the previous publication, and lets readers see the new one", async () => {
    const second = await torus.jobs().score(key, never);
    expect(second.publicationId).to.not.equal(first.publicationId);
    expect(await publishedId(torus)).to.equal(second.publicationId);
    expect(await storedPublications(torus)).to.include.members([first.publicationId, second.publicationId]);
  });

  it("keeps the last two publications of a batch and clears what is older", async () => {
    await torus.jobs().score(key, never);
    await torus.jobs().score(key, never);
    expect(await storedPublications(torus)).to.not.include(first.publicationId);
  });

  for (const [what, tamper] of [
    ["an alert is missing", (scores: Buffer) => scores.subarray(scores.readUInt8(0) + 9)],
    [
      "an alert has two scores",
      (scores: Buffer) => Buffer.concat([scores.subarray(0, scores.readUInt8(0) + 9), scores]),
    ],
    ["a score is above one", (scores: Buffer) => withFirstScore(scores, 1.5)],
    ["a score is no number", (scores: Buffer) => withFirstScore(scores, NaN)],
  ] as const) {
    it(`publishes nothing when ${what}, says so, and keeps the last good publication`, async () => {
      const before = await publishedId(torus);
      const jobs = torus.jobs({ worker: tampering(tamper) });
      const failure = await failureOf(jobs.score(key, never));
      expect(failure?.code).to.equal("SELF_CHECK_FAILED");
      expect(failure?.message).to.include("alert_scores").and.include(describeBatch(key));
      expect(await publishedId(torus)).to.equal(before);
      const [failed] = await runs(torus, String(failure?.context["publicationId"]), "FAILED");
      expect(failed?.error_message).to.equal(failure?.message);
    });
  }

  it("warns when every alert has the same score", async () => {
    const worker = tampering((scores) => withEveryScore(scores, 0.5));
    await torus.jobs({ worker }).score(key, never);
    expect(torus.logger.lines.map(({ sentence }) => sentence)).to.include("Every alert has the same score");
  });

  it("marks what a killed process left as failed, and clears its rows", async () => {
    const row = { publication_id: "interrupted", processing_date: dates[0], window_days: windowDays };
    await torus.database.insertRows("batch_metadata", [
      { ...row, status: "PROCESSING", updated_at: "2025-08-01 00:00:00" },
    ]);
    await torus.database.insertRows("alert_scores", [{ ...row, alert_id: "a", score: 0.5 }]);
    await torus.jobs().score(key, never);
    expect(await runs(torus, "interrupted", "FAILED")).to.have.length(1);
    expect(await storedPublications(torus)).to.not.include("interrupted");
  });

  it("refuses a model file that is not the one that was written", async () => {
    const path = `${torus.dataDirectory}/trained_models/${network}/${first.models.alert_scorer}.txt`;
    const bytes = await readFile(path);
    await writeFile(path, bytes.subarray(0, -1));
    expect(await codeOf(torus.jobs().score(key, never))).to.equal("MODEL_REFUSED");
    await writeFile(path, bytes);
    expect(await codeOf(torus.jobs().score(key, never))).to.equal(undefined);
  });

  it("names a batch that was never ingested", async () => {
    expect(await codeOf(torus.jobs().score({ ...key, windowDays: 19 }, never))).to.equal("BATCH_NOT_FOUND");
  });

  it("does not let two writers at one network", async () => {
    const codes = await Promise.all(
      [torus.jobs(), torus.jobs()].map((jobs) => codeOf(jobs.score(key, never))),
    );
    expect(codes).to.have.members([undefined, "LOCKED"]);
  });
});

describe(`${scoreBatch.name} on a batch without clusters and labels`, () => {
  let torus: TestNetwork;
  before(async () => {
    torus = await createIngestedNetwork({
      quirks: ["empty-clusters", "no-labels", "dropped-columns", "duplicates"],
    });
  });
  after(() => torus.dispose());

  it("scores with the baselines and publishes no cluster", async () => {
    await torus.jobs().train(windowDays, {}, never);
    const result = await torus.jobs().score(key, never);
    expect(result.clusters).to.equal(0);
    expect(result.alerts).to.be.greaterThan(0);
    expect(await publishedId(torus)).to.equal(result.publicationId);
  });
});

async function publishedId({ database }: TestNetwork): Promise<string | undefined> {
  const publications = await readPublications(network, database);
  return publications.find(({ processingDate }) => processingDate === key.processingDate)?.publicationId;
}

async function storedPublications({ database }: TestNetwork): Promise<string[]> {
  const rows = await database.rows(
    z.object({ publication_id: z.string() }),
    "SELECT DISTINCT publication_id FROM alert_scores",
  );
  return rows.map(({ publication_id }) => publication_id);
}

const run = z.looseObject({
  error_message: z.string(),
  latencies_ms_total: z.number(),
  latencies_ms_alert_scoring: z.number(),
});

function runs({ database }: TestNetwork, id: string, status: string) {
  const sql = "SELECT * FROM batch_metadata WHERE publication_id = {id:String} AND status = {status:String}";
  return database.rows(run, sql, { params: { id, status } });
}

/** A worker whose alert scores are changed on their way back. */
function tampering(change: (scores: Buffer) => Buffer): ModelWorker {
  return withOtherSessions(realWorker(), (session) => ({
    predict: async (request: PredictRequest, options) => {
      const result = await session.predict(request, options);
      if (request.model.path.includes("alert_scorer")) {
        await writeFile(request.scoresPath, change(await readFile(request.scoresPath)));
      }
      return result;
    },
  }));
}

function withFirstScore(scores: Buffer, score: number): Buffer {
  const changed = Buffer.from(scores);
  changed.writeDoubleLE(score, changed.readUInt8(0) + 1);
  return changed;
}

function withEveryScore(scores: Buffer, score: number): Buffer {
  const changed = Buffer.from(scores);
  for (let at = 0; at < changed.length;) at = changed.writeDoubleLE(score, at + 1 + changed.readUInt8(at));
  return changed;
}
