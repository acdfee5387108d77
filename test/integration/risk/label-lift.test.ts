import { expect } from "chai";
import { z } from "zod";
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

describe("label lift", () => {
  let torus: TestNetwork;
  let unlifted: Map<string, Published>;
  before(async () => {
    torus = await createIngestedNetwork();
    await torus.database.command(
      "ALTER TABLE raw_address_labels UPDATE created_timestamp = 0 WHERE cityHash64(address) % 5 = 0 SETTINGS mutations_sync = 2",
    );
    await torus.jobs().train(windowDays, {}, never);
    unlifted = await publish(torus, 0);
  });
  after(() => torus.dispose());

  it("raises the score of an address with a risky label by a share of the way to the end of the benign range", async () => {
    const lifted = await publish(torus, 0.25);
    let raised = 0;
    for (const [alertId, { score, isRisky }] of lifted) {
      const own = unlifted.get(alertId)?.score ?? NaN;
      const isRaised = isRisky && own < endOfBenign;
      expect(score).to.be.closeTo(isRaised ? own + 0.25 * (endOfBenign - own) : own, 1e-12);
      if (isRaised) raised += 1;
    }
    expect(raised).to.be.within(1, lifted.size - 1);
  });

  it("says so in the explanations of these alone", async () => {
    const clause = "It was raised because the source of truth labels the address as risky.";
    for (const { score, isRisky, sentence } of (await publish(torus, 0.25)).values())
      expect(sentence.endsWith(clause)).to.equal(isRisky && score < endOfBenign);
    for (const { sentence } of unlifted.values()) expect(sentence).to.not.include(clause);
  });

  it("leaves the order among raised alerts as it was", async () => {
    const lifted = await publish(torus, 0.9);
    const order = (of: ReadonlyMap<string, Published>) =>
      [...lifted.keys()]
        .filter((alertId) => lifted.get(alertId)?.isRisky)
        .sort((a, b) => (of.get(b)?.score ?? NaN) - (of.get(a)?.score ?? NaN));
    expect(order(lifted)).to.deep.equal(order(unlifted));
  });

  it("takes no label that the source does not date before the end of the window", async () => {
    const undated = [...unlifted.values()].filter(({ isUndated }) => isUndated);
    expect(undated).to.not.have.lengthOf(0);
    const lifted = await publish(torus, 0.25);
    for (const [alertId, { score, isUndated }] of lifted)
      if (isUndated) expect(score).to.equal(unlifted.get(alertId)?.score);
  });
});

const published = z.object({
  alert_id: z.string(),
  score: z.number(),
  sentence: z.string(),
  isRisky: z.coerce.boolean(),
  isUndated: z.coerce.boolean(),
});

type Published = z.infer<typeof published>;

/** Scores the batch with this lift and returns what was published. */
async function publish({ database, jobs }: TestNetwork, labelLift: number): Promise<Map<string, Published>> {
  const { publicationId } = await jobs({ labelLift }).score(key, never);
  const rows = await database.rows(
    published,
    `
SELECT s.alert_id AS alert_id, s.score AS score, JSONExtractString(e.explain_json, 'sentence') AS sentence,
  a.address IN (SELECT address FROM raw_address_labels WHERE risk_level IN ('high', 'critical') AND created_timestamp > 0) AS isRisky,
  a.address IN (SELECT address FROM raw_address_labels WHERE risk_level IN ('high', 'critical') AND created_timestamp = 0) AS isUndated
FROM alert_scores AS s
INNER JOIN alert_explanations AS e ON e.publication_id = s.publication_id AND e.alert_id = s.alert_id
INNER JOIN (SELECT DISTINCT alert_id, address FROM raw_alerts WHERE processing_date = {processing_date:Date}) AS a
  ON a.alert_id = s.alert_id
WHERE s.publication_id = {publication:String}`,
    { params: { publication: publicationId, processing_date: key.processingDate } },
  );
  return new Map(rows.map((row) => [row.alert_id, row]));
}
