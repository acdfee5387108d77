import { createReadStream } from "node:fs";
import { join } from "node:path";
import { contracts } from "../../src/subnets/risk/ingest/contracts.ts";
import { median, timed, type Bench } from "./bench.ts";
import { never, offerBatch, startNetwork, type BenchNetwork } from "./bench-network.ts";
import type { BatchKey } from "../../src/subnets/risk/batch.ts";

const size = {
  alerts: 1_000_000,
  addresses: 250_000,
  clusters: 1_000,
  moneyFlows: 1_000,
  addressLabels: 1_000,
};
const dates = ["2025-08-01", "2025-08-02", "2025-08-03"];

/** A whole batch, verified and accepted, against bare INSERTs of its two large files. */
export const ingestVsInsert: Bench = {
  name: "ingest.vs_insert",
  target: { atMost: 2.5 },
  measure: async () => {
    const bench = await startNetwork();
    try {
      const ratios = [];
      for (const date of dates) {
        const key = await offerBatch(bench, date, size);
        const bareMs = await timed(() => insertBare(bench, key));
        ratios.push((await timed(() => bench.jobs.ingest(key, never))) / bareMs);
      }
      return median(ratios);
    } finally {
      await bench.dispose();
    }
  },
};

async function insertBare({ database, sourceDirectory }: BenchNetwork, key: BatchKey): Promise<void> {
  for (const table of ["alerts", "features"] as const) {
    await database.command(`CREATE OR REPLACE TABLE bare_${table} AS raw_${table}`);
    const columns = contracts[table].columns.map(({ name }) => name).join(", ");
    const path = join(sourceDirectory, "snapshots", key.network, key.processingDate, String(key.windowDays));
    const body = createReadStream(join(path, `${table}.parquet`));
    await database.insert(`INSERT INTO bare_${table} (${columns}) FORMAT Parquet`, body);
  }
}
