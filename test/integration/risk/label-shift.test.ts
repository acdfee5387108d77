import { expect } from "chai";
import { z } from "zod";
import { shiftedScore, shiftParams, type LabelShift } from "../../../src/subnets/risk/score/label-shift.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const key = { network, processingDate: dates[0], windowDays };
const endOfBenign = 0.3;

const none = { raise: 0, lower: 0 };

describe("label shift", () => {
  let torus: TestNetwork;
  let unmoved: Map<string, Published>;
  before(async () => {
    torus = await createIngestedNetwork();
    await torus.database.command(
      "ALTER TABLE raw_address_labels UPDATE created_timestamp = 0 WHERE cityHash64(address) % 5 = 0 SETTINGS mutations_sync = 2",
    );
    await torus.database.command(
      "INSERT INTO raw_address_labels SELECT * REPLACE('another' AS label, 'low' AS risk_level) FROM (SELECT * FROM raw_address_labels WHERE risk_level IN ('high', 'critical') AND cityHash64(address) % 3 = 0)",
    );
    await torus.jobs().train(windowDays, {}, never);
    unmoved = await publish(torus, none);
  });
  after(() => torus.dispose());

  it("raises the score of an address with a risky label by a share of the way to the end of the benign range", async () => {
    const moved = await publish(torus, { ...none, raise: 0.25 });
    let raised = 0;
    for (const [alertId, { score, isRisky }] of moved) {
      const own = unmoved.get(alertId)?.score ?? NaN;
      const isRaised = isRisky && own < endOfBenign;
      expect(score).to.be.closeTo(isRaised ? own + 0.25 * (endOfBenign - own) : own, 1e-12);
      if (isRaised) raised += 1;
    }
    expect(raised).to.be.within(1, moved.size - 1);
  });

  it("lowers that of an address whose labels all are harmless by a share of the way to 0", async () => {
    const moved = await publish(torus, { ...none, lower: 0.5 });
    let lowered = 0;
    for (const [alertId, { score, isHarmless, sentence }] of moved) {
      const own = unmoved.get(alertId)?.score ?? NaN;
      const isLowered = isHarmless && own < endOfBenign;
      expect(score).to.be.closeTo(isLowered ? own / 2 : own, 1e-12);
      expect(
        sentence.endsWith("It was lowered because the source of truth labels the address as harmless."),
      ).to.equal(isLowered);
      if (isLowered) lowered += 1;
    }
    expect(lowered).to.be.within(1, moved.size - 1);
  });

  it("brings a harmless address's score that calls it restless among the quiet ones; what calls it expanding stays", async () => {
    const harmless = new Set(
      [...unmoved].filter(([, { isHarmless }]) => isHarmless).map(([alertId]) => alertId),
    );
    for (const [score, ofHarmless] of [
      [0.4, 0.4],
      [0.5, 0.025],
      [0.69, 0.0345],
      [0.7, 0.7],
    ] as const) {
      for (const [alertId, moved] of await shifted(torus, score))
        expect(moved, alertId).to.be.closeTo(harmless.has(alertId) ? ofHarmless : score, 1e-12);
    }
  });

  it("lets the risky label count where labels disagree", async () => {
    const disagreeing = [...unmoved.values()].filter(({ isRisky, isSafe }) => isRisky && isSafe);
    expect(disagreeing).to.not.have.lengthOf(0);
    const moved = await publish(torus, { raise: 0.25, lower: 0.5 });
    for (const [alertId, { score, isRisky }] of moved) {
      const own = unmoved.get(alertId)?.score ?? NaN;
      if (isRisky && own < endOfBenign) expect(score).to.be.above(own);
    }
  });

  it("says so in the explanations of these alone", async () => {
    const clause = "It was raised because the source of truth labels the address as risky.";
    for (const { score, isRisky, sentence } of (await publish(torus, { ...none, raise: 0.25 })).values())
      expect(sentence.endsWith(clause)).to.equal(isRisky && score < endOfBenign);
    for (const { sentence } of unmoved.values()) expect(sentence).to.not.include(clause);
  });

  it("leaves the order among raised alerts as it was", async () => {
    const moved = await publish(torus, { ...none, raise: 0.9 });
    const order = (of: ReadonlyMap<string, Published>) =>
      [...moved.keys()]
        .filter((alertId) => moved.get(alertId)?.isRisky)
        .sort((a, b) => (of.get(b)?.score ?? NaN) - (of.get(a)?.score ?? NaN));
    expect(order(moved)).to.deep.equal(order(unmoved));
  });

  it("takes no label that the source does not date before the end of the window", async () => {
    const undated = [...unmoved.values()].filter(({ isUndated }) => isUndated);
    expect(undated).to.not.have.lengthOf(0);
    const moved = await publish(torus, { ...none, raise: 0.25 });
    for (const [alertId, { score, isUndated }] of moved)
      if (isUndated) expect(score).to.equal(unmoved.get(alertId)?.score);
  });
});

const published = z.object({
  alert_id: z.string(),
  score: z.number(),
  sentence: z.string(),
  isRisky: z.coerce.boolean(),
  isUndated: z.coerce.boolean(),
  isSafe: z.coerce.boolean(),
});

type Published = z.infer<typeof published> & { readonly isHarmless: boolean };

/** Returns what becomes of a score where it is that of every alert, and the scores of harmless addresses are halved. */
async function shifted({ database }: TestNetwork, score: number): Promise<Map<string, number>> {
  const [batch] = await database.rows(
    z.object({ id: z.string() }),
    "SELECT DISTINCT batch_id AS id FROM raw_alerts WHERE processing_date = {date:Date}",
    { params: { date: key.processingDate } },
  );
  const shift = { ...none, lower: 0.5, below: endOfBenign, restless: { low: 0.5, high: 0.7 } };
  const rows = await database.rows(
    z.object({ key: z.string(), moved: z.number() }),
    `SELECT key, ${shiftedScore} AS moved
FROM (SELECT alert_id AS key, {score:Float64} AS score FROM raw_alerts WHERE batch_id = {batch:String})`,
    { params: { ...shiftParams(batch?.id ?? "", shift), processing_date: key.processingDate, score } },
  );
  expect(rows).to.not.have.lengthOf(0);
  return new Map(rows.map((row) => [row.key, row.moved]));
}

/** Scores the batch with this shift and returns what was published. */
async function publish(
  { database, jobs }: TestNetwork,
  labelShift: Pick<LabelShift, "raise" | "lower">,
): Promise<Map<string, Published>> {
  const { publicationId } = await jobs({ labelShift }).score(key, never);
  const rows = await database.rows(
    published,
    `
SELECT s.alert_id AS alert_id, s.score AS score, JSONExtractString(e.explain_json, 'sentence') AS sentence,
  a.address IN (SELECT address FROM raw_address_labels WHERE risk_level IN ('high', 'critical') AND created_timestamp > 0) AS isRisky,
  a.address IN (SELECT address FROM raw_address_labels WHERE risk_level IN ('high', 'critical') AND created_timestamp = 0) AS isUndated,
  a.address IN (SELECT address FROM raw_address_labels WHERE risk_level NOT IN ('high', 'critical') AND created_timestamp > 0) AS isSafe
FROM alert_scores AS s
INNER JOIN alert_explanations AS e ON e.publication_id = s.publication_id AND e.alert_id = s.alert_id
INNER JOIN (SELECT DISTINCT alert_id, address FROM raw_alerts WHERE processing_date = {processing_date:Date}) AS a
  ON a.alert_id = s.alert_id
WHERE s.publication_id = {publication:String}`,
    { params: { publication: publicationId, processing_date: key.processingDate } },
  );
  return new Map(rows.map((row) => [row.alert_id, { ...row, isHarmless: row.isSafe && !row.isRisky }]));
}
