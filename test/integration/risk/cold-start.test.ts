import { expect } from "chai";
import { z } from "zod";
import { auc } from "../../../src/ml/metrics.ts";
import { defaultEvolutionRules } from "../../../src/subnets/risk/labels/default-rules.ts";
import { evolutionLabels } from "../../../src/subnets/risk/labels/evolution-labels.ts";
import { makeColdStart } from "../../../src/subnets/risk/models/cold-start.ts";
import { recipes } from "../../../src/subnets/risk/models/recipe.ts";
import {
  createIngestedNetwork,
  network,
  never,
  testTraining,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const date = "2025-08-01";
const laterDate = "2025-08-31";
const slower = { eta: 0.1, colsample_bytree: 0.3 };

describe(makeColdStart.name, () => {
  let torus: TestNetwork;
  before(async () => {
    torus = await createIngestedNetwork({ dates: [date, laterDate], addresses: 1_200 });
  });
  after(() => torus.dispose());

  it("learns from a first batch in hindsight, and still says that it is a prior", async () => {
    const card = await trainOn({});
    expect(card.baseline_reason).to.match(/^0 positive and 0 negative labelled samples/);
    expect(card.algorithm).to.match(/^baseline: .* and what flows tell of earlier days$/);
    expect(card.hindsight_samples).to.be.above(500);
    expect(card.feature_importance.length).to.be.above(5);
    expect(card.performance).to.include({ train_samples: 0, train_auc: null });
  });

  it("leaves to the formula what it looks at", async () => {
    const { feature_importance } = await trainOn({});
    const own = recipes.alert_scorer.baseline.terms.map(({ feature }) => feature);
    expect(feature_importance.map(({ feature }) => feature)).to.not.include.members(own);
  });

  it("makes the same bytes of the same data and seed", async () => {
    const [first, second] = [await trainOn({}), await trainOn({})];
    expect(second.file_sha256).to.equal(first.file_sha256);
  });

  it("is the formula alone where nothing is to be learned in hindsight, or too little", async () => {
    for (const training of [{ hindsightRows: 0 }, { minimumPerClass: 100_000 }]) {
      const card = await trainOn(training);
      expect(card.algorithm).to.equal(`baseline: ${recipes.alert_scorer.baseline.name}`);
      expect(card.hindsight_samples).to.equal(undefined);
    }
  });

  it("foretells better than the formula, and expects as many", async () => {
    await trainOn({ hindsightRows: 0 });
    const alone = await publishedScores();
    await trainOn({});
    const pooled = await publishedScores();
    expect(meanOf(pooled)).to.be.closeTo(meanOf(alone), 0.005);
    const [formulaAuc, pooledAuc] = [await aucOf(alone), await aucOf(pooled)];
    expect(pooledAuc, `the formula's is ${formulaAuc.toFixed(4)}`).to.be.above(formulaAuc);
  });

  /** As if nobody knew what came later. */
  async function trainOn(training: { hindsightRows?: number; minimumPerClass?: number }) {
    const jobs = torus.jobs({
      training: { rounds: 100, ...training, parameters: { ...testTraining.parameters, ...slower } },
      labelShift: { raise: 0, lower: 0 },
    });
    const [scorer] = await jobs.train(windowDays, { to: date, force: true }, never);
    return scorer?.card ?? expect.fail("no model");
  }

  async function publishedScores(): Promise<ReadonlyMap<string, number>> {
    const key = { network, processingDate: date, windowDays };
    await torus.jobs({ labelShift: { raise: 0, lower: 0 } }).score(key, never);
    const { alertIds, scores } = await torus.jobs().scores(key, never);
    return new Map(alertIds.map((alertId, place) => [alertId, scores[place] ?? NaN]));
  }

  async function aucOf(scores: ReadonlyMap<string, number>): Promise<number> {
    const rows = await torus.database.rows(
      z.object({ alert_id: z.string(), pattern: z.string() }),
      `SELECT a.alert_id AS alert_id, toString(e.pattern) AS pattern
FROM raw_alerts AS a INNER JOIN (${evolutionLabels(defaultEvolutionRules)}) AS e ON e.batch_id = a.batch_id AND e.address = a.address
WHERE e.pattern IN ('expanding_illicit', 'benign_indicators')`,
      { params: { batches: await batchesOf(date), labels_until: laterDate } },
    );
    const outcomes = {
      scores: rows.map(({ alert_id }) => scores.get(alert_id) ?? NaN),
      labels: rows.map(({ pattern }) => (pattern === "expanding_illicit" ? 1 : 0)),
    };
    return auc(outcomes) ?? expect.fail("one class");
  }

  async function batchesOf(processingDate: string): Promise<string[]> {
    const rows = await torus.database.rows(
      z.object({ batch_id: z.string() }),
      "SELECT batch_id FROM ingestions WHERE processing_date = {date:Date}",
      { params: { date: processingDate } },
    );
    return rows.map(({ batch_id }) => batch_id);
  }
});

function meanOf(scores: ReadonlyMap<string, number>): number {
  return [...scores.values()].reduce((sum, score) => sum + score, 0) / scores.size;
}
