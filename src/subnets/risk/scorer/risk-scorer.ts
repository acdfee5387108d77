/**
 * What a miner replaces to score alerts in a way of its own. A module exports one by the name `scorer`:
 *
 * ```ts
 * import type { RiskScorer } from "subnet-neuron/risk-scorer";
 *
 * export const scorer: RiskScorer = {
 *   async *score({ rows }) {
 *     for await (const { alertId, features } of rows()) {
 *       yield { alertId, score: features["address_degree_total"] > 100 ? 0.05 : 0.2 };
 *     }
 *   },
 * };
 * ```
 *
 * It runs in a process of its own, which is ended at the deadline (`scorer.timeout_seconds`). A command or an HTTP
 * service does the same with files: it gets the rows as Parquet or CSV and gives `alert_id,score` back.
 */
export interface RiskScorer {
  /** Yields one score for every alert of the batch, in any order. Whatever it throws fails the whole batch. */
  score(request: ScoringRequest): AsyncIterable<AlertScore>;
}

/** One batch to score. */
export interface ScoringRequest {
  readonly network: string;
  /** YYYY-MM-DD: nothing later may be known to the scorer, or a back-test means nothing. */
  readonly processingDate: string;
  readonly windowDays: number;
  /** A Parquet file with the columns alert_id, address and the features, one row per alert. */
  readonly featuresPath: string;
  /** The features' names, in the file's order. */
  readonly featureNames: readonly string[];
  /** Reads that file row by row; each call begins anew. */
  readonly rows: () => AsyncIterable<AlertRow>;
}

export interface AlertRow {
  readonly alertId: string;
  readonly address: string;
  /** By name, every feature of the request; NaN where there is no value. */
  readonly features: Readonly<Record<string, number>>;
}

export interface AlertScore {
  readonly alertId: string;
  /** From 0 to 1: what validators take for the probability that the alert's address expands. */
  readonly score: number;
}
