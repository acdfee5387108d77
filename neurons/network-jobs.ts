import { resolve } from "node:path";
import type { Tools } from "../src/cli/shell.ts";
import type { Settings } from "../src/config/settings.ts";
import { ProcessModelWorker } from "../src/ml/process-model-worker.ts";
import type { Database } from "../src/store/database.ts";
import type { TrainingSettings } from "../src/subnets/risk/models/training.ts";
import { NetworkJobs } from "../src/subnets/risk/network-jobs.ts";
import { openSource } from "../src/subnets/risk/source/open-source.ts";
import { defaultTransferPolicy } from "../src/subnets/risk/source/transfer-policy.ts";
import { ownScorer } from "./own-scorer.ts";

const millisecondsPerMinute = 60_000;

/** Returns what is done for one network, by hand or on a schedule. */
export function createNetworkJobs(
  settings: Settings,
  tools: Tools,
  { network, database }: { readonly network: string; readonly database: Database },
): NetworkJobs {
  return new NetworkJobs(
    {
      ...tools,
      network,
      database,
      openSource: () => openConfiguredSource(settings),
      worker: createWorker(settings),
    },
    {
      dataDirectory: resolve(settings.dataDir),
      training: trainingSettings(settings),
      driftWarning: settings.scoring.driftWarning,
      explainAlerts: settings.scoring.explainAlerts,
      labelShift: { raise: settings.scoring.labelLift, lower: settings.scoring.labelDrop },
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
    hindsightRows: training.hindsightRows,
  };
}
