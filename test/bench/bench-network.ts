import { defaultLabelWeights } from "../../src/subnets/risk/labels/default-rules.ts";
import { createGradingSettings } from "../support/grading.ts";
import { join } from "node:path";
import { systemClock } from "../../src/lib/clock.ts";
import { silentLogger } from "../../src/lib/logger.ts";
import { silentProgress } from "../../src/lib/progress.ts";
import { ProcessModelWorker } from "../../src/ml/process-model-worker.ts";
import type { Database } from "../../src/store/database.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import type { BatchKey } from "../../src/subnets/risk/batch.ts";
import { NetworkJobs } from "../../src/subnets/risk/network-jobs.ts";
import type { TrainingSettings } from "../../src/subnets/risk/models/training.ts";
import { openSource } from "../../src/subnets/risk/source/open-source.ts";
import { makeTempDir, removeTempDir } from "../support/temp-dir.ts";
import { writeSyntheticBatch, type BatchSize } from "./synthetic-batch.ts";

export const network = "torus";
export const windowDays = 195;
export const never = new AbortController().signal;

const engineMaxMemoryBytes = 4_000_000_000;

export const trainingSettings = {
  parameters: {
    max_depth: 6,
    eta: 0.1,
    subsample: 0.8,
    colsample_bytree: 0.8,
    min_child_weight: 1,
    lambda: 1,
    scale_pos_weight: 1,
    seed: 42,
    nthread: 1,
  },
  rounds: 100,
  earlyStoppingRounds: 100,
  folds: { dates: 3, addressGroups: 4 },
  minimumPerClass: 20,
  championMargin: 0.005,
  grading: createGradingSettings(),
  labelWeights: defaultLabelWeights,
  hindsightRows: 20_000,
};

/** A network on an engine of its own, with the settings of production. */
export interface BenchNetwork {
  readonly dataDirectory: string;
  readonly sourceDirectory: string;
  readonly store: Store;
  readonly database: Database;
  readonly jobs: NetworkJobs;
  readonly dispose: () => Promise<void>;
}

/** Starts a network; the caller disposes of it. */
export async function startNetwork(training: Partial<TrainingSettings> = {}): Promise<BenchNetwork> {
  const dataDirectory = await makeTempDir();
  const sourceDirectory = join(dataDirectory, "source");
  const clock = systemClock();
  const logger = silentLogger();
  const store = openStore(
    {
      dataDir: dataDirectory,
      engineMaxMemoryBytes,
      limits: { maxReadSeconds: 300, maxWriteSeconds: 600 },
      networks: [{ network, database: "torus_db" }],
    },
    { clock, logger },
  );
  await store.start(never);
  const database = store.database(network);
  const jobs = new NetworkJobs(
    {
      network,
      database,
      openSource: () => openSource(sourceDirectory),
      worker: new ProcessModelWorker({ trainTimeoutMs: 600_000, predictTimeoutMs: 600_000 }),
      clock,
      logger,
      progress: silentProgress(),
    },
    {
      dataDirectory,
      training: { ...trainingSettings, ...training },
      driftWarning: 0.25,
      explainAlerts: 1_000,
      labelShift: { raise: 0.05, lower: 0.7 },
    },
  );
  return {
    dataDirectory,
    sourceDirectory,
    store,
    database,
    jobs,
    dispose: async () => {
      await store.stop();
      await removeTempDir(dataDirectory);
    },
  };
}

/** Writes a batch of this size where the network's source looks, and returns its key. */
export async function offerBatch(
  { database, sourceDirectory }: BenchNetwork,
  processingDate: string,
  size: BatchSize,
): Promise<BatchKey> {
  const key = { network, processingDate, windowDays };
  await writeSyntheticBatch(database, { directory: sourceDirectory, key, size });
  return key;
}

/** Labels so many of the alerted addresses as an operator would, half of them risky: a single batch has not evolved. */
export async function labelAddresses({ database }: BenchNetwork, addresses: number): Promise<void> {
  const recorded_at = "2025-08-01 00:00:00.000";
  await database.insertRows("label_imports", [{ source: "bench", import_id: "bench", recorded_at }]);
  await database.command(
    `INSERT INTO custom_labels (import_id, address, is_risky, confidence, known_since)
     SELECT 'bench', address, cityHash64(address) % 2, 1, toDate('2025-08-01')
     FROM (SELECT DISTINCT address FROM raw_alerts ORDER BY address LIMIT {addresses:UInt32})`,
    { params: { addresses } },
  );
}
