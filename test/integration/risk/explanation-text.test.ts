import { expect } from "chai";
import { z } from "zod";
import type { Database } from "../../../src/store/database.ts";
import { featureSchema } from "../../../src/subnets/risk/features/feature.ts";
import { featureParams, insertExplanations } from "../../../src/subnets/risk/score/insert-explanations.ts";
import { testDatabase, type TestDatabase } from "../../support/engine.ts";

/** Feature, value, contribution. */
type Listed = readonly [feature: string, value: number, contribution: number];

describe("insertExplanations", () => {
  let store: TestDatabase;
  before(async () => {
    store = await testDatabase();
  });
  after(() => store.dispose());

  const sentences: readonly (readonly [string, readonly Listed[], string])[] = [
    [
      "begins with what moves the score most",
      [
        ["address_degree_total", 3, 1.5],
        ["addr_volume_max", 1250.4, -1],
        ["in_cluster", 1, 0.5],
      ],
      "Score 0.8312 because address degree total (3) and in cluster (yes) raise it most; address alert volume max (1250 USD) lowers it most.",
    ],
    [
      "says that it is lowered first where that is more",
      [
        ["is_mixer_flag", 0, -2],
        ["in_newest_days", 12.346, 0.1],
      ],
      "Score 0.8312 because mixer (no) lowers it most; incoming newest days (12.35 days) raises it most.",
    ],
    [
      "names three of each direction at most",
      [
        ["cluster_size", 1, 5],
        ["kcore", 2, 4],
        ["degree_in", 3, 3],
        ["degree_out", 4, 2],
      ],
      "Score 0.8312 because cluster size (1), kcore (2) and degree in (3) raise it most.",
    ],
    [
      "puts values into plain units",
      [
        ["severity_encoded", 4, 3],
        ["in_new_7_usd_share", 0.125, 2],
        ["growth_degree_month", Math.log(1.5), 1],
      ],
      "Score 0.8312 because severity encoded (critical), incoming new in 7 days USD share (12.5 %) and growth degree month (+50 % in 30 days) raise it most.",
    ],
    [
      "takes logarithms back, and calls the missing missing",
      [
        ["volume_usd_log", Math.log1p(99.5), 2],
        ["address_net_flow_usd", NaN, -1],
      ],
      "Score 0.8312 because volume (99.5 USD) raises it most; address net flow (missing) lowers it most.",
    ],
    ["says so when nothing moves the score", [], "Score 0.8312: no feature moves it."],
  ];
  for (const [what, listed, sentence] of sentences) {
    it(what, async () => {
      expect((await explain(store.database, listed)).sentence).to.equal(sentence);
    });
  }

  it("tells when the second model set the score", async () => {
    const explained = await explain(store.database, [["cluster_size", 1, 5]], { model: 2 });
    expect(explained.set_by).to.equal("second model");
    expect(explained.sentence).to.match(/It was set by the second model, which foretells/);
  });

  it("gives what is not listed as one sum", async () => {
    const explained = await explain(store.database, [["cluster_size", 1, 0.5]], { margin: 2, base: 0.25 });
    expect(explained).to.deep.include({ margin: 2, base: 0.25, others: 1.25 });
  });
});

const explainedRow = z.object({ explain_json: z.string() });
const explained = z.looseObject({ sentence: z.string(), set_by: z.string() });

/** Inserts one alert whose score is 0.83124 and returns its explanation. */
async function explain(
  database: Database,
  listed: readonly Listed[],
  { model = 1, margin = 1, base = 0 }: { model?: number; margin?: number; base?: number } = {},
) {
  const schema = featureSchema(listed.map(([name]) => ({ name, group: "g", sql: "1" })));
  const publication = `${listed.map(([name]) => name).join()} ${model} ${margin}`;
  const key = { publication_id: publication, processing_date: "2025-10-30", window_days: 195, alert_id: "a" };
  await database.insertRows("alert_scores", [{ ...key, score: 0.83124 }]);
  const bytes = Buffer.concat([
    Buffer.from([1, "a".charCodeAt(0), model]),
    floats([margin, base]),
    Buffer.from([listed.length]),
    Buffer.from(Uint16Array.from(listed, (_, place) => place).buffer),
    Buffer.from([listed.length]),
    floats(listed.map(([, value]) => value)),
    Buffer.from([listed.length]),
    floats(listed.map(([, , contribution]) => contribution)),
  ]);
  const params = { publication, processing_date: "2025-10-30", window_days: 195, ...featureParams(schema) };
  await database.insert(insertExplanations, bytes, { params });
  const sql = "SELECT explain_json FROM alert_explanations WHERE publication_id = {publication:String}";
  const row = await database.findRow(explainedRow, sql, { params: { publication } });
  return explained.parse(JSON.parse(row?.explain_json ?? ""));
}

function floats(values: readonly number[]): Buffer {
  return Buffer.from(Float32Array.from(values).buffer);
}
