import type { SettingRow } from "../config/describe.ts";
import type { Clock } from "../lib/clock.ts";
import type { JobRunner } from "../jobs/job-runner.ts";
import type { Logging } from "../ops/logs/logging.ts";
import type { NeuronFacts } from "../ops/neuron-facts.ts";

/** How many scores of a publication lie in each of equal steps from 0 to 1. */
export interface ScoreDistribution {
  readonly processingDate: string;
  readonly steps: readonly number[];
}

/** What the control API shows and changes. */
export interface ControlDeps {
  readonly facts: () => Promise<NeuronFacts>;
  /** Returns the metrics in Prometheus's text form. */
  readonly metrics: (facts: NeuronFacts) => Promise<{ readonly type: string; readonly text: string }>;
  /** Undefined in a neuron that runs no jobs. */
  readonly jobs: Pick<JobRunner, "list" | "history" | "run" | "cancel"> | undefined;
  readonly logs: Pick<Logging, "level" | "setLevel" | "recentLines">;
  /** Every effective setting, secrets hidden. */
  readonly settings: readonly SettingRow[];
  readonly bansDirectory: string;
  readonly clock: Pick<Clock, "now">;
  /** Returns how the newest publication's scores are spread, or undefined where nothing is published. */
  readonly findScoreDistribution: (network: string) => Promise<ScoreDistribution | undefined>;
}
