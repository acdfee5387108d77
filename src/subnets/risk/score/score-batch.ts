import { elapsedMs } from "../../../lib/clock.ts";
import type { Progress } from "../../../lib/progress.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import { completeBatchRows } from "../features/store-batch-rows.ts";
import { getAcceptedBatch, type AcceptedBatch } from "../ingest/ledger.ts";
import { modelTypes, type ModelType } from "../model-card.ts";
import type { ModelDeps } from "../models/model-deps.ts";
import { recipes } from "../models/recipe.ts";
import type { ModelRegistry } from "../models/registry.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import type { ScoringRun } from "../scoring-run.ts";
import { collectUnreachableResults } from "./garbage.ts";
import { PublicationLedger, type RunOutcome } from "./publication-ledger.ts";
import {
  processesFor,
  scoreTables,
  type Models,
  type ScoredTables,
  type ScoringSettings,
} from "./score-tables.ts";
import { withSession, type SessionDeps } from "./session.ts";

export interface ScoringResult {
  readonly publicationId: string;
  readonly alerts: number;
  readonly clusters: number;
  /** What has scored each table. */
  readonly models: Readonly<Record<ModelType, string>>;
  /** Why the models had to stand in for the operator's own scorer; undefined where they had not. */
  readonly fallback: string | undefined;
  /**
   * How far the alert scores are from those that the model gave when it was trained: population stability index, see
   * populationStability. Undefined where the model's card has no distribution, as a prior's, and where no model scored.
   */
  readonly drift: number | undefined;
  readonly durationMs: number;
}

/**
 * Scores an accepted batch with the active models and publishes the results in one step: readers see the
 * previous publication until they see this one whole. An own scorer that fails is stood in for by the models. The
 * caller holds the network's write lock. Throws
 * BATCH_NOT_FOUND, MODEL_NOT_FOUND or MODEL_REFUSED before anything is written; any later error leaves a FAILED
 * row with the reason.
 */
export async function scoreBatch(
  deps: ModelDeps,
  settings: ScoringSettings,
  { key, signal }: { key: BatchKey; signal: AbortSignal },
): Promise<ScoringResult> {
  const batch = await getAcceptedBatch(deps.database, key);
  const models = await fittingModels(deps.registry, key.windowDays);
  // The processes start while the store makes ready.
  return withSession(deps.worker, processesFor(settings), (session) =>
    scoreAccepted({ ...deps, session }, settings, { key, batch, models, signal }),
  );
}

interface AcceptedWork {
  readonly key: BatchKey;
  readonly batch: AcceptedBatch;
  readonly models: Models;
  readonly signal: AbortSignal;
}

async function scoreAccepted(
  deps: SessionDeps,
  settings: ScoringSettings,
  { key, batch, models, signal }: AcceptedWork,
): Promise<ScoringResult> {
  const ledger = new PublicationLedger(deps.database, deps.clock);
  await clearRemains(deps, ledger);
  await completeBatchRows(deps, [batch.batchId], signal);

  const begun = newRun(ledger, { key, batch, models, scorer: settings.scorer });
  const logger = deps.logger.child({ batch: describeBatch(key), publication: begun.publicationId });
  await ledger.begin(begun);
  const startedAt = deps.clock.now();
  try {
    const tables = await showingProgress(deps.progress, key, (onTable) =>
      scoreTables({ ...deps, logger }, settings, { run: begun, models, signal, onTable }),
    );
    const run = { ...begun, models: tables.models };
    const outcome = outcomeOf(tables, elapsedMs(deps.clock, startedAt));
    signal.throwIfAborted();
    await ledger.complete(run, outcome);
    logger.info("Scores published", {
      alerts: outcome.alertScores,
      clusters: outcome.clusterScores,
      explained: outcome.explanations.alerts,
    });
    return {
      publicationId: run.publicationId,
      alerts: outcome.alertScores,
      clusters: outcome.clusterScores,
      models: run.models,
      fallback: tables.fallback,
      drift: tables.drift,
      durationMs: Math.round(outcome.latencyMs.total),
    };
  } catch (error) {
    await ledger
      .fail(begun, error)
      .catch((failure: unknown) => logger.error("Failed run not recorded", { failure }));
    throw error;
  }
}

async function fittingModels(registry: ModelRegistry, windowDays: number) {
  const [alert_scorer, alert_ranker, cluster_scorer] = await Promise.all([
    registry.getFitting("alert_scorer", windowDays, recipes.alert_scorer.schema),
    registry.getFitting("alert_ranker", windowDays, recipes.alert_ranker.schema),
    registry.getFitting("cluster_scorer", windowDays, recipes.cluster_scorer.schema),
  ]);
  return { alert_scorer, alert_ranker, cluster_scorer };
}

async function clearRemains(
  { database, logger }: Pick<SessionDeps, "database" | "logger">,
  ledger: PublicationLedger,
): Promise<void> {
  const interrupted = await ledger.failInterrupted();
  if (interrupted.length > 0)
    logger.warn("Interrupted scoring runs marked as failed", { publications: interrupted });
  const removed = await collectUnreachableResults(database);
  if (removed.length > 0) logger.debug("Unreachable results removed", { publications: removed });
}

interface NewRun {
  readonly key: BatchKey;
  readonly batch: AcceptedBatch;
  readonly models: Models;
  readonly scorer: OwnScorer | undefined;
}

/** Names what is meant to score; what has scored in the end is recorded when the run completes. */
function newRun(ledger: PublicationLedger, { key, batch, models, scorer }: NewRun): ScoringRun {
  return {
    key,
    batchId: batch.batchId,
    publicationId: ledger.newPublicationId(key),
    models: {
      alert_scorer: scorer?.modelVersion ?? models.alert_scorer.modelId,
      alert_ranker: scorer?.modelVersion ?? models.alert_ranker.modelId,
      cluster_scorer: models.cluster_scorer.modelId,
    },
    inputs: batch.counts,
  };
}

async function showingProgress<Result>(
  progress: Progress,
  key: BatchKey,
  work: (onTable: () => void) => Promise<Result>,
): Promise<Result> {
  const step = progress.start(`Scoring ${describeBatch(key)}`, modelTypes.length);
  let done = 0;
  try {
    return await work(() => {
      done += 1;
      step.update(done);
    });
  } finally {
    step.finish();
  }
}

function outcomeOf({ alerts, rankings, clusters, explanations }: ScoredTables, totalMs: number): RunOutcome {
  return {
    alertScores: alerts.rows,
    clusterScores: clusters.rows,
    explanations,
    latencyMs: {
      alert_scorer: alerts.latencyMs,
      alert_ranker: rankings.latencyMs,
      cluster_scorer: clusters.latencyMs,
      total: totalMs,
    },
  };
}
