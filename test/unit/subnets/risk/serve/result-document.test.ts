import { expect } from "chai";
import { renderResultDocument } from "../../../../../src/subnets/risk/serve/result-document.ts";
import type { Publication } from "../../../../../src/subnets/risk/publication.ts";
import type { ReadDatabase } from "../../../../../src/subnets/risk/serve/read-database.ts";
import { alertRankings } from "../../../../../src/subnets/risk/serve/result-kind.ts";
import { codeOf } from "../../../../support/errors.ts";

const rankings = [
  { alert_id: "a", rank: 1, score: 0.9 },
  { alert_id: "b", rank: 2, score: 0.1 },
];
const rows = answerOf(rankings);

describe(renderResultDocument.name, () => {
  it("gives the same bytes wherever the database's answer is cut", async () => {
    const whole = await render([rows]);
    expect(JSON.parse(whole)).to.deep.include({ rankings, total_alerts: 2 });
    for (let cut = 1; cut < rows.length; cut++) {
      expect(await render([rows.slice(0, cut), rows.slice(cut)]), `cut at ${cut}`).to.equal(whole);
    }
    expect(await render(rows.split(""))).to.equal(whole);
  });

  it("refuses a document that lacks a row", async () => {
    expect(await codeOf(render([answerOf(rankings.slice(1))]))).to.equal("BATCH_NOT_FOUND");
  });
});

/** As the database writes an array of rows. */
function answerOf(objects: readonly object[]): string {
  return `[\n${objects.map((object) => JSON.stringify(object)).join(",\n")}\n]`;
}

async function render(chunks: readonly string[]): Promise<string> {
  const database: Pick<ReadDatabase, "chunks"> = {
    chunks: () => Promise.resolve(chunks.map((chunk) => Buffer.from(chunk))),
  };
  const publication: Publication = {
    network: "torus",
    publicationId: "p1",
    processingDate: "2025-08-01",
    windowDays: 195,
    processedAt: new Date(0),
    counts: { scores: 2, rankings: 2, clusters: 0 },
    versions: { scores: "s", rankings: "r", clusters: "c" },
    latencyMs: { scores: 1, clusters: 1, total: 2 },
    explanations: { alerts: 0, lack: "none" },
  };
  const document = await renderResultDocument(database, alertRankings, publication, {});
  return document.content.toString("utf8");
}
