import type { GradingSettings } from "../../src/config/settings.ts";
import { NeuronError } from "../../src/lib/errors.ts";
import { contestants, type Contestant } from "../../src/subnets/risk/backtest/contestants.ts";
import type { EvolutionPattern } from "../../src/subnets/risk/grading/evolution.ts";
import type { Evidence } from "../../src/subnets/risk/outcomes/evidence.ts";
import type { BaselineScores, ModelBaseline } from "../../src/subnets/risk/baselines/model-baselines.ts";
import { gradeEntry, type DateSample } from "../../src/subnets/risk/backtest/sample.ts";
import type { WalkJobs } from "../../src/subnets/risk/backtest/walk.ts";
import type { BatchKey } from "../../src/subnets/risk/batch.ts";
import type { ScoredAlerts } from "../../src/subnets/risk/grading/submission.ts";
import type { IngestResult } from "../../src/subnets/risk/ingest/ingest-batch.ts";
import type { ModelEntry } from "../../src/subnets/risk/models/decisions.ts";
import type { TrainedModel } from "../../src/subnets/risk/models/training-task.ts";
import type { TrainingRequest } from "../../src/subnets/risk/network-jobs.ts";
import type { ScoringResult } from "../../src/subnets/risk/score/score-batch.ts";
import { createCard } from "./published.ts";

/** Returns evidence of so many alerts: every fifth address expands, every tenth is gone, each has two alerts. */
export function createEvidence(alerts: number, overrides: Partial<Evidence> = {}): Evidence {
  const rows = Array.from({ length: alerts }, (_, row) => row);
  return {
    alertIds: rows.map((row) => `alert-${row}`),
    addresses: rows.map((row) => `address-${row >> 1}`),
    labels: { alerts: [0, 1, 2], values: [1, 0, 0] },
    patterns: rows.map((row) => patternOf(row >> 1)),
    confidence: Float64Array.from(rows, (row) => 0.5 + (row % 7) / 20),
    laterDate: "2025-08-31",
    ...overrides,
  };
}

function patternOf(address: number): EvolutionPattern | undefined {
  if (address % 10 === 9) return undefined;
  if (address % 5 === 0) return "expanding_illicit";
  return address % 5 === 1 ? "ambiguous" : "benign_indicators";
}

/** Returns a date on which every contestant but `previous` said these scores, ours the better ones. */
export function createSample(
  grading: GradingSettings,
  { date = "2025-08-01", alerts = 60 }: { date?: string; alerts?: number } = {},
): DateSample {
  const evidence = createEvidence(alerts);
  const { alertIds, patterns = [], confidence } = evidence;
  const ours = Float64Array.from(patterns, (pattern, row) =>
    pattern === "expanding_illicit" ? 0.8 + row / 1e4 : 0.1 + row / 1e4,
  );
  const said: Partial<Record<Contestant, Float64Array>> = {
    ours,
    prior: ours.map((score) => score / 2),
    raw_confidence: confidence,
    constant: confidence.map(() => 0.15),
  };
  const entries = contestants.flatMap((contestant) => {
    const scores = said[contestant];
    if (scores === undefined) return [];
    const request = { evidence, scored: { alertIds, scores }, previous: undefined };
    return [[contestant, gradeEntry(request, grading)] as const];
  });
  return { date, evidence, entries: new Map(entries) };
}

/** What a walk meets on its way, by date. */
export interface FakeHistory {
  readonly offered: readonly string[];
  readonly refused?: readonly string[];
  readonly untrainable?: readonly string[];
  /** What ours are compared with cannot be trained on these dates. */
  readonly incomparable?: readonly string[];
  /** Without labels from evolution, as on a first date. */
  readonly isCold?: boolean;
  readonly evidence?: Partial<Evidence>;
  /** The jobs score by a scorer of the operator's own, which fails on these dates. */
  readonly ownScorer?: { readonly failing: readonly string[] };
}

/** Jobs whose batches, models and scores are made up; what was asked of them is in `calls`. */
export class FakeJobs implements WalkJobs {
  readonly calls: string[] = [];
  readonly #history: FakeHistory;
  readonly #scored = new Set<string>();

  constructor(history: FakeHistory) {
    this.#history = history;
  }

  async offeredDates(): Promise<readonly string[]> {
    return Promise.resolve(this.#history.offered);
  }

  async ingest({ processingDate }: BatchKey): Promise<IngestResult> {
    this.calls.push(`ingest ${processingDate}`);
    if (this.#history.refused?.includes(processingDate) === true) {
      throw new NeuronError("BATCH_REJECTED", "The hash of alerts.parquet is another");
    }
    const counts = { alerts: 60, features: 30, clusters: 0, money_flows: 0, address_labels: 0 };
    const nothing = { duplicates: {}, absentColumns: [], warnings: [], durationMs: 1 };
    return Promise.resolve({ status: "accepted", batchId: processingDate, counts, ...nothing });
  }

  async train(_windowDays: number, { to = "" }: TrainingRequest): Promise<TrainedModel[]> {
    this.calls.push(`train until ${to}`);
    if (this.#history.untrainable?.includes(to) === true) {
      throw new NeuronError("TRAINING_FAILED", "The library ended with SIGSEGV");
    }
    const decision = { action: "activated", decidedBy: "comparison", reason: "" } as const;
    const unopposed = { ...decision, championId: undefined, comparison: undefined };
    return Promise.resolve([{ card: this.#card(), decision: unopposed }]);
  }

  async score(
    { processingDate }: BatchKey,
    _signal: AbortSignal,
    by: "own scorer" | "models" = "own scorer",
  ): Promise<ScoringResult> {
    const { ownScorer } = this.#history;
    this.calls.push(`score ${processingDate}${ownScorer === undefined ? "" : ` by ${by}`}`);
    const isFailing = by === "own scorer" && ownScorer?.failing.includes(processingDate) === true;
    const fallback = isFailing ? "SCORER_FAILED: it ended by SIGSEGV" : undefined;
    this.#scored.add(processingDate);
    const models = { alert_scorer: "a", alert_ranker: "b", cluster_scorer: "c" };
    const counts = { alerts: 60, clusters: 0, fallback, drift: undefined, durationMs: 1 };
    return Promise.resolve({ publicationId: processingDate, models, ...counts });
  }

  async models(): Promise<ModelEntry[]> {
    const { reason, decidedBy, championId } = { reason: "", decidedBy: "comparison", championId: "" };
    const entry = { modelId: "a", modelType: "alert_scorer", windowDays: 195, status: "active" } as const;
    return Promise.resolve([{ ...entry, reason, decidedBy, championId, card: this.#card() }]);
  }

  async evidence(): Promise<Evidence> {
    return Promise.resolve(createEvidence(60, this.#history.evidence));
  }

  async scores(): Promise<ScoredAlerts> {
    const { alertIds, confidence } = createEvidence(60);
    return Promise.resolve({ alertIds, scores: confidence.map((score, row) => score / (2 + (row % 3))) });
  }

  /** Plain trees have nothing to learn from on the first date. */
  async baselineScores({ processingDate }: BatchKey): Promise<BaselineScores> {
    if (this.#history.incomparable?.includes(processingDate) === true) {
      throw new NeuronError("TRAINING_FAILED", "The library ended with SIGSEGV");
    }
    const { alertIds, confidence } = createEvidence(60);
    const said = new Map<ModelBaseline, ScoredAlerts>([
      ["prior", { alertIds, scores: confidence.map((score) => 1 - score) }],
    ]);
    const isFirst = processingDate === this.#history.offered[0];
    if (!isFirst) said.set("plain", { alertIds, scores: confidence.map((score) => score / 3) });
    return Promise.resolve(said);
  }

  async publishedDates(): Promise<string[]> {
    return Promise.resolve([...this.#scored]);
  }

  #card() {
    const labels = this.#history.isCold === true ? { address: 40 } : { evolution: 400 };
    return createCard("alert_scorer", { label_sources: labels });
  }
}
