import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { z } from "zod";
import { NeuronError } from "../../../src/lib/errors.ts";
import type { ModelWorker } from "../../../src/ml/contract.ts";
import { parseLogisticModel } from "../../../src/ml/logistic-model.ts";
import { getAcceptedBatch } from "../../../src/subnets/risk/ingest/ledger.ts";
import { alertSchema } from "../../../src/subnets/risk/features/alert-features.ts";
import { alertRows, rowSettings } from "../../../src/subnets/risk/features/alert-rows.ts";
import { readPublications, type Publication } from "../../../src/subnets/risk/publication.ts";
import { explainAlerts } from "../../../src/subnets/risk/score/explain-alerts.ts";
import type { ScoringResult } from "../../../src/subnets/risk/score/score-batch.ts";
import { explanationBody, type Explanation } from "../../../src/subnets/risk/serve/bodies/explanation.ts";
import { codeOf } from "../../support/errors.ts";
import { withOtherSessions } from "../../support/ml.ts";
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

describe(explainAlerts.name, () => {
  let torus: TestNetwork;
  let result: ScoringResult;
  let explanations: Map<string, Explanation>;
  before(async () => {
    torus = await createIngestedNetwork();
    await torus.jobs().train(windowDays, {}, never);
    result = await torus.jobs().score(key, never);
    explanations = await readExplanations(torus, result.publicationId);
  });
  after(() => torus.dispose());

  it("explains every alert of a batch that is not larger than the bound", async () => {
    expect([...explanations.keys()].sort()).to.deep.equal((await readScores(torus, result)).map(idOf).sort());
    expect((await published(torus)).explanations).to.deep.equal({ alerts: result.alerts, lack: "none" });
  });

  it("gives contributions, greatest first, that sum with the base and the others to the margin", () => {
    for (const { contributions, base, others, margin } of explanations.values()) {
      expect(contributions.length).to.be.within(1, 10);
      const listed = contributions.map(({ contribution }) => contribution);
      expect(listed.reduce((sum, value) => sum + value, base + others)).to.be.closeTo(margin, 1e-4);
      expect(listed.map(Math.abs)).to.deep.equal(listed.map(Math.abs).toSorted((a, b) => b - a));
    }
  });

  it("gives the values that stand in the feature rows, and null for the missing", async () => {
    const rows = await readFeatures(torus);
    let missing = 0;
    for (const [alertId, { contributions }] of explanations) {
      for (const { feature, value } of contributions) {
        const stored = rows.get(alertId)?.[alertSchema.names.indexOf(feature)];
        expect(stored, feature).to.not.equal(undefined);
        expect(value, feature).to.equal(stored);
        if (value === null) missing += 1;
      }
    }
    expect(missing).to.be.greaterThan(0);
  });

  it("says so in a sentence with the score and the feature that moved it most", async () => {
    for (const { alert_id, score } of await readScores(torus, result)) {
      const { sentence, contributions } = explanations.get(alert_id) ?? expect.fail(alert_id);
      expect(sentence).to.match(/^Score [\d.e-]+ because .+ \(.+\).* it most.*\.$/);
      expect(Number(/^Score (\S+)/.exec(sentence)?.[1])).to.be.closeTo(score, 5e-5);
      const verbs = sentence.match(/raises?|lowers?/g)?.[0] ?? "";
      expect(verbs.startsWith((contributions[0]?.contribution ?? 0) > 0 ? "raise" : "lower")).to.equal(true);
    }
  });

  it("explains the highest-scored alerts alone where the bound is lower, by the same numbers", async () => {
    const few = await torus.jobs({ explainAlerts: 5 }).score(key, never);
    const highest = (await readScores(torus, few)).toSorted(byScore).slice(0, 5).map(idOf);
    const found = await readExplanations(torus, few.publicationId);
    expect([...found.keys()].sort()).to.deep.equal(highest.toSorted());
    for (const [alertId, explanation] of found) expect(explanation).to.deep.equal(explanations.get(alertId));
    expect((await published(torus)).explanations).to.deep.equal({ alerts: 5, lack: "lower_scored" });
  });

  it("explains nothing when it is turned off", async () => {
    const none = await torus.jobs({ explainAlerts: 0 }).score(key, never);
    expect((await readExplanations(torus, none.publicationId)).size).to.equal(0);
    expect((await published(torus)).explanations).to.deep.equal({ alerts: 0, lack: "turned_off" });
  });

  it("keeps no score from being published when the model cannot be explained, and says so", async () => {
    const worker = failing(() => new NeuronError("MODEL_REFUSED", "Explaining was stopped"));
    const scored = await torus.jobs({ worker }).score(key, never);
    expect(await published(torus)).to.deep.include({
      publicationId: scored.publicationId,
      explanations: { alerts: 0, lack: "failed" },
    });
    const lines = torus.logger.lines.filter(({ level }) => level === "error");
    expect(lines.map(({ sentence }) => sentence)).to.include("Scores are published without explanations");
  });

  it("publishes scores when the process that scored is killed before it explains", async () => {
    const worker = withOtherSessions(realWorker(), (session) => ({
      explain: async (request, options) => {
        await session.close();
        return session.explain(request, options);
      },
    }));
    const scored = await torus.jobs({ worker }).score(key, never);
    expect(await readScores(torus, scored)).to.have.length(result.alerts);
    expect((await published(torus)).explanations).to.deep.equal({ alerts: 0, lack: "failed" });
  });

  it("publishes nothing when it is cancelled while it explains", async () => {
    const before = await published(torus);
    const stopping = new AbortController();
    const worker = failing(() => {
      stopping.abort();
      return new NeuronError("CANCELLED", "Explaining was cancelled");
    });
    expect(await codeOf(torus.jobs({ worker }).score(key, stopping.signal))).to.not.equal(undefined);
    expect(await published(torus)).to.deep.equal(before);
  });

  it("shows nothing of the explanations of a run that ends after them, and clears them in the next", async () => {
    const [before, stored] = [await published(torus), await storedPublications(torus)];
    const abort = new AbortController();
    const progress = { start: () => ({ update: () => undefined, finish: () => abort.abort() }) };
    const jobs = torus.jobs({ progress });
    const ended = await jobs.score(key, abort.signal).catch((error: unknown) => error);
    expect(ended).to.have.property("name", "AbortError");
    expect(await published(torus)).to.deep.equal(before);
    const left = (await storedPublications(torus)).filter((id) => !stored.includes(id));
    expect(left).to.have.length(1);
    const next = await torus.jobs().score(key, never);
    const kept = await storedPublications(torus);
    expect(kept).to.include(next.publicationId).and.not.include(left[0]);
  });

  it("clears the explanations of runs that were interrupted", async () => {
    const row = { publication_id: "interrupted", processing_date: dates[0], window_days: windowDays };
    await torus.database.insertRows("batch_metadata", [
      { ...row, status: "PROCESSING", updated_at: "2025-08-01 00:00:00" },
    ]);
    await torus.database.insertRows("alert_explanations", [{ ...row, alert_id: "a", explain_json: "{}" }]);
    await torus.jobs().score(key, never);
    expect(await storedPublications(torus)).to.not.include("interrupted");
  });

  it("explains a prior by the terms of its formula", async () => {
    const jobs = torus.jobs({ training: { minimumPerClass: 100_000 } });
    await jobs.train(windowDays, { force: true }, never);
    const scored = await jobs.score(key, never);
    const path = join(torus.dataDirectory, "trained_models", network, `${scored.models.alert_scorer}.txt`);
    const { intercept, terms } = parseLogisticModel(await readFile(path));
    const found = await readExplanations(torus, scored.publicationId);
    expect(found.size).to.equal(scored.alerts);
    for (const { base, others, contributions } of found.values()) {
      expect(base).to.be.closeTo(intercept, 1e-6);
      expect(others).to.be.closeTo(0, 1e-4);
      expect(terms.map(({ feature }) => feature)).to.include.members(
        contributions.map(({ feature }) => feature),
      );
    }
  });
});

async function readExplanations(
  { database }: TestNetwork,
  publication: string,
): Promise<Map<string, Explanation>> {
  const rows = await database.rows(
    z.object({ alert_id: z.string(), explain_json: z.string() }),
    "SELECT alert_id, explain_json FROM alert_explanations WHERE publication_id = {publication:String}",
    { params: { publication } },
  );
  const parse = (text: string) => explanationBody.strict().parse(JSON.parse(text));
  return new Map(rows.map(({ alert_id, explain_json }) => [alert_id, parse(explain_json)]));
}

const scoreRow = z.object({ alert_id: z.string(), score: z.number() });
type ScoreRow = z.infer<typeof scoreRow>;

function readScores({ database }: TestNetwork, { publicationId }: ScoringResult): Promise<ScoreRow[]> {
  const sql = "SELECT alert_id, score FROM alert_scores WHERE publication_id = {publicationId:String}";
  return database.rows(scoreRow, sql, { params: { publicationId } });
}

function idOf({ alert_id }: ScoreRow): string {
  return alert_id;
}

function byScore(one: ScoreRow, other: ScoreRow): number {
  return other.score - one.score || (one.alert_id < other.alert_id ? -1 : 1);
}

async function readFeatures({ database }: TestNetwork): Promise<Map<string, (number | null)[]>> {
  const { batchId } = await getAcceptedBatch(database, key);
  const rows = await database.rows(
    z.object({ alert_id: z.string(), features: z.array(z.number().nullable()) }),
    `SELECT alert_id, features FROM (${alertRows()}) ${rowSettings}`,
    { params: { batches: [batchId] } },
  );
  return new Map(rows.map(({ alert_id, features }) => [alert_id, features]));
}

async function published({ database }: TestNetwork): Promise<Publication> {
  const publications = await readPublications(network, database);
  const found = publications.find(({ processingDate }) => processingDate === key.processingDate);
  return found ?? expect.fail("nothing is published");
}

async function storedPublications({ database }: TestNetwork): Promise<string[]> {
  const sql = "SELECT DISTINCT publication_id FROM alert_explanations";
  const rows = await database.rows(z.object({ publication_id: z.string() }), sql);
  return rows.map(({ publication_id }) => publication_id);
}

/** A worker that scores and cannot explain. */
function failing(error: () => NeuronError): ModelWorker {
  return withOtherSessions(realWorker(), () => ({ explain: () => Promise.reject(error()) }));
}
