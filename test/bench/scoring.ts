import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Booster } from "../../src/ml/booster.ts";
import { DataMatrix } from "../../src/ml/data-matrix.ts";
import { readRows } from "../../src/ml/rows-file.ts";
import { openXgboost } from "../../src/ml/xgboost-library.ts";
import { alertSchema } from "../../src/subnets/risk/features/alert-features.ts";
import { batchRows, storedBatchRows } from "../../src/subnets/risk/features/batch-rows.ts";
import { alertScoringRows } from "../../src/subnets/risk/features/scoring-rows.ts";
import { getAcceptedBatch } from "../../src/subnets/risk/ingest/ledger.ts";
import { ModelRegistry } from "../../src/subnets/risk/models/registry.ts";
import { median, timed, type Bench } from "./bench.ts";
import {
  labelAddresses,
  never,
  network,
  offerBatch,
  startNetwork,
  windowDays,
  type BenchNetwork,
} from "./bench-network.ts";

const size = {
  alerts: 100_000,
  addresses: 25_000,
  clusters: 5_000,
  moneyFlows: 100_000,
  addressLabels: 5_000,
};
/** Enough to train on; training is not measured. */
const labelled = 5_000;
const rounds = 3;

/**
 * The source's rows, as they are stored, to published scores, against the alert features (not even sent) and one
 * prediction in memory. Both begin at these rows: what ingesting has made of them ahead of time is thrown away first, as
 * otherwise the floor would fall with every step that is done earlier.
 */
export const scoreVsFloor: Bench = {
  name: "score.vs_floor",
  target: { atMost: 2.5 },
  measure: async () => {
    const bench = await startNetwork();
    try {
      const key = await offerBatch(bench, "2025-08-01", size);
      await bench.jobs.ingest(key, never);
      await labelAddresses(bench, labelled);
      await bench.jobs.train(windowDays, {}, never);
      const batchId = (await getAcceptedBatch(bench.database, key)).batchId;
      const predictMs = await predictionTime(bench, batchId);
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const queryMs = await timed(() => featureQuery(bench, batchId));
        await bench.database.command("ALTER TABLE address_values DROP PARTITION {batch:String}", {
          params: { batch: batchId },
        });
        ratios.push((await timed(() => bench.jobs.score(key, never))) / (queryMs + predictMs));
      }
      return median(ratios);
    } finally {
      await bench.dispose();
    }
  },
};

const featuresOfSourceRows = alertScoringRows.replace(
  storedBatchRows,
  `SELECT batch_id, key, feature_values, alerts FROM (${batchRows})`,
);

async function featureQuery({ database }: BenchNetwork, batchId: string): Promise<Buffer> {
  const sql = featuresOfSourceRows.replace("FORMAT Native", "FORMAT Null");
  return database.bytes(sql, { params: { batches: [batchId], shares: 1, share: 0 } });
}

/** The library alone, on a matrix that is already in memory. */
async function predictionTime(bench: BenchNetwork, batchId: string): Promise<number> {
  const layout = { extras: [], features: alertSchema.names };
  const columns = layout.features.length;
  const path = join(bench.dataDirectory, "bench.rows");
  await bench.database.save(alertScoringRows, path, { params: { batches: [batchId] } });
  const features = new Float32Array(size.alerts * columns);
  let filled = 0;
  for await (const { values } of readRows(path, layout)) {
    features.set(values, filled);
    filled += values.length;
  }
  const registry = new ModelRegistry(bench.database, network, join(bench.dataDirectory, "trained_models"));
  const { file } = await registry.getFitting("alert_scorer", windowDays, alertSchema);
  const library = openXgboost();
  const booster = Booster.load(library, await readFile(file.path));
  const predict = () => {
    const matrix = new DataMatrix(library, { features, columns }, 1);
    booster.predict(matrix, "probability");
    matrix.dispose();
    return Promise.resolve();
  };
  const timings = [await timed(predict), await timed(predict), await timed(predict)];
  booster.dispose();
  return median(timings);
}
