import { alertRows, rowSettings } from "../../src/subnets/risk/features/alert-rows.ts";
import { acceptedBatch } from "../../src/subnets/risk/ingest/ledger.ts";
import { median, timed, type Bench } from "./bench.ts";
import { never, offerBatch, startNetwork, type BenchNetwork } from "./bench-network.ts";

/** Every alert has an address of its own, so that nothing is made once for several. */
const size = {
  alerts: 1_000_000,
  addresses: 1_000_000,
  clusters: 50_000,
  moneyFlows: 1_000_000,
  addressLabels: 10_000,
};
/** The newest looks back on the other. */
const dates = ["2025-07-02", "2025-08-01"] as const;
/** All that features are made of, with all columns. */
const inputs = [
  "raw_alerts",
  "raw_features",
  "raw_clusters",
  "raw_money_flows",
  "raw_address_labels",
  "ingestions",
] as const;
const rounds = 3;

/** All features of a million alerts, with a batch of history, against one full scan of both batches. */
export const featuresVsScan: Bench = {
  name: "features.vs_scan",
  target: { atMost: 6 },
  measure: async () => {
    const bench = await startNetwork();
    try {
      const batches: string[] = [];
      for (const date of dates) batches.push(await ingest(bench, date));
      const ratios = [];
      for (let round = 0; round < rounds; round += 1) {
        const scanMs = await timed(() => scan(bench, batches));
        ratios.push((await timed(() => buildFeatures(bench, batches.slice(-1)))) / scanMs);
      }
      return median(ratios);
    } finally {
      await bench.dispose();
    }
  },
};

async function ingest(bench: BenchNetwork, date: string): Promise<string> {
  const key = await offerBatch(bench, date, size);
  await bench.jobs.ingest(key, never);
  return (await acceptedBatch(bench.database, key))?.batchId ?? "";
}

async function scan({ database }: BenchNetwork, batches: readonly string[]): Promise<void> {
  const params = { batches };
  for (const table of inputs) {
    await database.bytes(`SELECT * FROM ${table} WHERE batch_id IN {batches:Array(String)} FORMAT Null`, {
      params,
    });
  }
}

async function buildFeatures({ database }: BenchNetwork, batches: readonly string[]): Promise<void> {
  await database.bytes(`${alertRows()} ${rowSettings} FORMAT Null`, { params: { batches } });
}
