import { resolve } from "node:path";
import type { RunningInsight } from "./axon.ts";
import { inspectNetworks } from "./inspect.ts";
import { createJobRunner } from "./jobs.ts";
import { createStore } from "./store.ts";
import type { Tools, Workshop } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import { NeuronError } from "../src/lib/errors.ts";
import { ProcessModelWorker } from "../src/ml/process-model-worker.ts";
import type { Store } from "../src/store/store.ts";
import type { TrainingSettings } from "../src/subnets/risk/models/training.ts";
import { NetworkJobs } from "../src/subnets/risk/network-jobs.ts";
import { openSource } from "../src/subnets/risk/source/open-source.ts";
import { ownScorer } from "./own-scorer.ts";
import { defaultTransferPolicy } from "../src/subnets/risk/source/transfer-policy.ts";

const millisecondsPerMinute = 60_000;

/** Opens the store of the configured networks and returns the jobs on it. */
export async function openWorkshop(settings: Settings, tools: Tools, signal: AbortSignal): Promise<Workshop> {
  const store = createStore(settings, tools, {});
  await store.start(signal);
  const jobsOf = (network: string) => createNetworkJobs(settings, tools, { network, store });
  let insight: RunningInsight | undefined;
  return {
    databaseOf: (network) => store.database(network),
    startAxon: async (stopSignal, identity) => {
      // Most commands serve nothing, and its libraries take longer to load than theirs.
      const { startAxon } = await import("./axon.ts");
      const axon = await startAxon(store, settings, { tools, identity, signal: stopSignal });
      insight = axon.insight;
      return axon;
    },
    inspect: () => inspectNetworks(store, settings, tools),
    startControl: async (config, parts) => {
      const { startControl } = await import("./control.ts");
      if (insight !== undefined) return startControl(insight, config, { ...parts, tools });
      throw new NeuronError("INTERNAL", "The control API needs a running axon");
    },
    jobsOf,
    createJobRunner: () => createJobRunner(settings, tools, jobsOf),
    close: () => store.stop(),
  };
}

function createNetworkJobs(
  settings: Settings,
  tools: Tools,
  { network, store }: { network: string; store: Store },
): NetworkJobs {
  return new NetworkJobs(
    {
      ...tools,
      network,
      database: store.database(network),
      openSource: () => openConfiguredSource(settings),
      worker: createWorker(settings),
    },
    {
      dataDirectory: resolve(settings.dataDir),
      training: trainingSettings(settings),
      driftWarning: settings.scoring.driftWarning,
      explainAlerts: settings.scoring.explainAlerts,
      scorer: ownScorer(settings),
    },
  );
}

function openConfiguredSource({ source }: Settings) {
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey } = source;
  return openSource(source.url, {
    s3: {
      endpoint: source.s3Endpoint,
      region: source.s3Region,
      ...(accessKeyId === undefined || secretAccessKey === undefined
        ? {}
        : { keys: { accessKeyId, secretAccessKey } }),
    },
    policy: { ...defaultTransferPolicy, retries: source.retries, idleTimeoutMs: source.timeoutMs },
  });
}

function createWorker({ training, scoring, xgboost }: Settings): ProcessModelWorker {
  return new ProcessModelWorker({
    trainTimeoutMs: training.timeoutMinutes * millisecondsPerMinute,
    predictTimeoutMs: scoring.timeoutMinutes * millisecondsPerMinute,
    ...(xgboost.library === undefined ? {} : { libraryPath: xgboost.library }),
  });
}

function trainingSettings({ training, grading, labels }: Settings): TrainingSettings {
  return {
    parameters: {
      max_depth: training.maxDepth,
      eta: training.eta,
      subsample: training.subsample,
      colsample_bytree: training.colsampleBytree,
      min_child_weight: training.minChildWeight,
      lambda: training.lambda,
      scale_pos_weight: training.positiveWeight,
      seed: training.seed,
      nthread: training.threads,
    },
    rounds: training.rounds,
    earlyStoppingRounds: training.earlyStoppingRounds,
    folds: { dates: training.foldDates, addressGroups: training.addressGroups },
    minimumPerClass: training.minimumPerClass,
    championMargin: training.championMargin,
    grading,
    labelWeights: labels,
  };
}
