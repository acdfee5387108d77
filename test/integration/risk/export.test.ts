import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { z } from "zod";
import { exportPublication } from "../../../src/subnets/risk/export/export-publication.ts";
import type { ScoringResult } from "../../../src/subnets/risk/score/score-batch.ts";
import { codeOf } from "../../support/errors.ts";
import {
  createIngestedNetwork,
  dates,
  network,
  never,
  windowDays,
  type TestNetwork,
} from "../../support/risk-network.ts";

const key = { network, processingDate: dates[0], windowDays };

describe(exportPublication.name, () => {
  let torus: TestNetwork;
  let published: ScoringResult;
  let directory: string;
  before(async () => {
    torus = await createIngestedNetwork();
    directory = join(torus.dataDirectory, "export");
    await torus.jobs().train(windowDays, {}, never);
    published = await torus.jobs().score(key, never);
    await torus.jobs().export(key, directory, never);
  });
  after(() => torus.dispose());

  it("writes the files of the file-based workflow and nothing else", async () => {
    expect((await readdir(directory)).sort()).to.deep.equal([
      "alerts_ranked.parquet",
      "alerts_scored.parquet",
      "clusters_scored.parquet",
      "metadata.json",
    ]);
  });

  it("writes every published alert score", async () => {
    const rows = await torus.database.rows(
      z.object({
        alert_id: z.string(),
        score: z.number(),
        model_version: z.string(),
        latency_ms: z.number(),
      }),
      "SELECT alert_id, score, model_version, latency_ms FROM alert_scores WHERE publication_id = {id:String} ORDER BY alert_id",
      { params: { id: published.publicationId } },
    );
    expect(await readParquet(join(directory, "alerts_scored.parquet"))).to.deep.equal(rows);
  });

  it("writes rankings in the order of their ranks, and cluster scores", async () => {
    const ranked = await readParquet(join(directory, "alerts_ranked.parquet"));
    expect(ranked.map(({ rank }) => rank)).to.deep.equal(ranked.map((_, index) => index + 1));
    expect(ranked).to.have.length(published.alerts);
    expect(await readParquet(join(directory, "clusters_scored.parquet"))).to.have.length(published.clusters);
  });

  it("says in metadata.json what the files hold", async () => {
    const metadata: unknown = JSON.parse(await readFile(join(directory, "metadata.json"), "utf8"));
    expect(metadata).to.deep.include({
      network,
      processing_date: key.processingDate,
      window_days: windowDays,
      total_alerts: published.alerts,
      total_clusters: published.clusters,
      model_versions: published.models,
    });
  });

  it("writes over an older export", async () => {
    await torus.jobs().export(key, directory, never);
    expect(await readParquet(join(directory, "alerts_scored.parquet"))).to.have.length(published.alerts);
  });

  it("names a batch that is not published", async () => {
    const unpublished = { ...key, processingDate: dates[1] };
    expect(await codeOf(torus.jobs().export(unpublished, directory, never))).to.equal("BATCH_NOT_FOUND");
  });
});

async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) });
}
