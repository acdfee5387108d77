import { join } from "node:path";
import { makeWorld, type WrittenWorld } from "../../src/devnet/world/make-world.ts";
import type { Quirk } from "../../src/devnet/world/settings.ts";
import { systemClock, type Clock } from "../../src/lib/clock.ts";
import { silentProgress, type Progress } from "../../src/lib/progress.ts";
import type { ModelWorker } from "../../src/ml/contract.ts";
import { ProcessModelWorker } from "../../src/ml/process-model-worker.ts";
import type { Database } from "../../src/store/database.ts";
import { defaultLabelWeights } from "../../src/subnets/risk/labels/default-rules.ts";
import type { TrainingSettings } from "../../src/subnets/risk/models/training.ts";
import { createGradingSettings } from "./grading.ts";
import type { OwnScorer } from "../../src/subnets/risk/scorer/settings.ts";
import { NetworkJobs, type NetworkJobsSettings } from "../../src/subnets/risk/network-jobs.ts";
import { openSource } from "../../src/subnets/risk/source/open-source.ts";
import { testDatabase } from "./engine.ts";
import { recordingLogger } from "./log.ts";
import { makeTempDir, removeTempDir } from "./temp-dir.ts";

export const network = "torus";
export const windowDays = 195;
export const dates = ["2025-08-01", "2025-08-31"] as const;
export const never = new AbortController().signal;

export const testTraining: TrainingSettings = {
  parameters: {
    max_depth: 4,
    eta: 0.3,
    subsample: 1,
    colsample_bytree: 1,
    min_child_weight: 1,
    lambda: 1,
    scale_pos_weight: 1,
    seed: 42,
    nthread: 1,
  },
  rounds: 20,
  earlyStoppingRounds: 20,
  folds: { dates: 3, addressGroups: 4 },
  minimumPerClass: 5,
  championMargin: 0.005,
  grading: createGradingSettings(),
  labelWeights: defaultLabelWeights,
  hindsightRows: 2_000,
};

export interface JobOverrides {
  readonly worker?: ModelWorker;
  readonly training?: Partial<TrainingSettings>;
  readonly explainAlerts?: number;
  readonly labelShift?: NetworkJobsSettings["labelShift"];
  readonly scorer?: OwnScorer;
  readonly clock?: Clock;
  readonly progress?: Progress;
}

/** A network of its own: a fresh database, a data directory, and a small world to take batches from. */
export interface TestNetwork {
  readonly database: Database;
  readonly dataDirectory: string;
  readonly world: WrittenWorld;
  readonly logger: ReturnType<typeof recordingLogger>;
  /** Returns the network's jobs, other than usual where a test needs it. */
  readonly jobs: (overrides?: JobOverrides) => NetworkJobs;
  readonly dispose: () => Promise<void>;
}

/** Makes the world and nothing more: no batch is ingested yet. */
export async function createNetwork(
  world: {
    quirks?: readonly Quirk[];
    labelShare?: number;
    dates?: readonly string[];
    addresses?: number;
  } = {},
): Promise<TestNetwork> {
  const { database, dispose } = await testDatabase();
  const dataDirectory = await makeTempDir();
  const directory = join(dataDirectory, "world");
  const written = await makeWorld(
    {
      directory,
      network,
      windowDays,
      dates,
      addresses: 300,
      seed: 11,
      labelShare: 0.5,
      metaForm: "exporter",
      ...world,
    },
    { signal: never, progress: silentProgress() },
  );
  const logger = recordingLogger();
  return {
    database,
    dataDirectory,
    world: written,
    logger,
    jobs: ({
      worker = realWorker(),
      training = {},
      explainAlerts = 1_000,
      labelShift = { raise: 0.05, lower: 0.7 },
      scorer,
      clock = systemClock(),
      progress = silentProgress(),
    } = {}) =>
      new NetworkJobs(
        {
          network,
          database,
          openSource: () => openSource(directory),
          worker,
          clock,
          logger,
          progress,
        },
        {
          dataDirectory,
          training: { ...testTraining, ...training },
          driftWarning: 0.25,
          explainAlerts,
          labelShift,
          scorer,
        },
      ),
    dispose: async () => {
      await dispose();
      await removeTempDir(dataDirectory);
    },
  };
}

/** Returns a network whose batches are ingested. */
export async function createIngestedNetwork(
  world: Parameters<typeof createNetwork>[0] = {},
): Promise<TestNetwork> {
  const created = await createNetwork(world);
  for (const processingDate of world.dates ?? dates) {
    await created.jobs().ingest({ network, processingDate, windowDays }, never);
  }
  return created;
}

export function realWorker(): ProcessModelWorker {
  return new ProcessModelWorker({ trainTimeoutMs: 60_000, predictTimeoutMs: 60_000 });
}
