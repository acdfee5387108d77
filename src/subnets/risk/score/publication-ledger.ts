import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { messageOf } from "../../../lib/errors.ts";
import type { Database } from "../../../store/database.ts";
import type { BatchKey } from "../batch.ts";
import type { Explanations } from "../explanations.ts";
import type { ModelType } from "../model-card.ts";
import type { ScoringRun } from "../scoring-run.ts";

/** What a completed run made and how long it took. */
export interface RunOutcome {
  readonly alertScores: number;
  readonly clusterScores: number;
  readonly explanations: Explanations;
  readonly latencyMs: Readonly<Record<ModelType | "total", number>>;
}

const interruptedRow = z.object({ publication_id: z.string() });
const newestRow = z.object({ updated_ms: z.number() });

const newestUpdate = "SELECT toUnixTimestamp64Milli(max(updated_at)) AS updated_ms FROM batch_metadata";

const failInterruptedRuns = `
INSERT INTO batch_metadata
SELECT * REPLACE ('FAILED' AS status, {updated_at:DateTime64(3, 'UTC')} AS updated_at, {reason:String} AS error_message)
FROM batch_metadata AS run
WHERE run.status = 'PROCESSING'
  AND publication_id NOT IN (SELECT publication_id FROM batch_metadata WHERE status != 'PROCESSING')`;

const interruptedRuns = `
SELECT publication_id
FROM batch_metadata
GROUP BY publication_id
HAVING max(status) = 'PROCESSING'`;

/**
 * The record of scoring runs, one append-only table. A run is PROCESSING when it starts and COMPLETED or FAILED
 * when it ends; its COMPLETED row is the pointer by which readers find its results, and is written last.
 */
export class PublicationLedger {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(database: Database, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** Returns an identity that no other run has, readable in logs. */
  newPublicationId({ processingDate, windowDays }: BatchKey): string {
    return `${processingDate}_${windowDays}_${this.#clock.now().toString(36)}_${randomBytes(4).toString("hex")}`;
  }

  async begin(run: ScoringRun): Promise<void> {
    await this.#append(run, { status: "PROCESSING" });
  }

  /** Publishes the run: from this row on, readers see its results. */
  async complete(run: ScoringRun, outcome: RunOutcome): Promise<void> {
    await this.#append(run, {
      status: "COMPLETED",
      output_counts_alert_scores: outcome.alertScores,
      output_counts_alert_rankings: outcome.alertScores,
      output_counts_cluster_scores: outcome.clusterScores,
      output_counts_alert_explanations: outcome.explanations.alerts,
      explanation_lack: outcome.explanations.lack,
      latencies_ms_alert_scoring: Math.round(outcome.latencyMs.alert_scorer),
      latencies_ms_alert_ranking: Math.round(outcome.latencyMs.alert_ranker),
      latencies_ms_cluster_scoring: Math.round(outcome.latencyMs.cluster_scorer),
      latencies_ms_total: Math.round(outcome.latencyMs.total),
    });
  }

  async fail(run: ScoringRun, error: unknown): Promise<void> {
    await this.#append(run, { status: "FAILED", error_message: messageOf(error) });
  }

  /**
   * Marks as FAILED what a killed process left in PROCESSING and returns the runs' identities. Only the holder of
   * the network's write lock may call it: to it, every unfinished run is a dead one.
   */
  async failInterrupted(): Promise<string[]> {
    const interrupted = await this.#database.rows(interruptedRow, interruptedRuns);
    if (interrupted.length > 0) {
      const params = { updated_at: await this.#nextUpdate(), reason: "The process ended during the run" };
      await this.#database.command(failInterruptedRuns, { params });
    }
    return interrupted.map(({ publication_id }) => publication_id);
  }

  async #append({ key, ...run }: ScoringRun, columns: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#database.insertRows("batch_metadata", [
      {
        processing_date: key.processingDate,
        window_days: key.windowDays,
        publication_id: run.publicationId,
        batch_id: run.batchId,
        updated_at: await this.#nextUpdate(),
        input_counts_alerts: run.inputs.alerts,
        input_counts_features: run.inputs.features,
        input_counts_clusters: run.inputs.clusters,
        model_versions_alert_scorer: run.models.alert_scorer,
        model_versions_alert_ranker: run.models.alert_ranker,
        model_versions_cluster_scorer: run.models.cluster_scorer,
        ...columns,
      },
    ]);
  }

  /** Rows are ordered by their time, so time must not stand still or run backwards, whatever the clock does. */
  async #nextUpdate(): Promise<string> {
    const newest = await this.#database.findRow(newestRow, newestUpdate);
    const nextMs = Math.max(this.#clock.now(), (newest?.updated_ms ?? 0) + 1);
    return new Date(nextMs).toISOString().replace("T", " ").replace("Z", "");
  }
}
