import { allOrNone } from "../../../lib/all-or-none.ts";
import { elapsedMs } from "../../../lib/clock.ts";
import { withScratch } from "../../../lib/scratch.ts";
import { describeBatch, type BatchKey } from "../batch.ts";
import { completeBatchRows } from "../features/store-batch-rows.ts";
import { getAcceptedBatch, type AcceptedBatch } from "../ingest/ledger.ts";
import type { JobDeps } from "../job-deps.ts";
import { modelTypes, type ModelType } from "../model-card.ts";
import { recipes } from "../models/recipe.ts";
import type { ActiveModel, ModelRegistry } from "../models/registry.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import { collectUnreachableResults } from "./garbage.ts";
import { measureDrift } from "./drift.ts";
import { checkIntegrity, isConstant } from "./integrity.ts";
import type { LabelLift } from "./label-lift.ts";
import { PublicationLedger, type Run, type RunOutcome } from "./publication-ledger.ts";
import { scoreAlerts } from "./score-alerts.ts";
import { scoreTable, writeRows } from "./score-table.ts";
import { withSession } from "./session.ts";

export interface ScoringSettings {
  readonly nthread: number;
  /** The population stability index above which the scores are called drifted. */
  readonly driftWarning: number;
  /** The most alerts of a batch that are explained, the highest-scored first. */
  readonly explainAlerts: number;
  /** What address labels add to the models' alert scores. */
  readonly lift: LabelLift;
  /** Scores and ranks alerts in place of the models; clusters stay with theirs. */
  readonly scorer?: OwnScorer | undefined;
}

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
  deps: JobDeps,
  settings: ScoringSettings,
  { key, signal }: { key: BatchKey; signal: AbortSignal },
): Promise<ScoringResult> {
  const ledger = new PublicationLedger(deps.database, deps.clock);
  const batch = await getAcceptedBatch(deps.database, key);
  const models = await fittingModels(deps.registry, key.windowDays);
  await clearRemains(deps, ledger);
  await completeBatchRows(deps.database, [batch.batchId], signal);

  const begun = newRun(ledger, { key, batch, models, scorer: settings.scorer });
  const logger = deps.logger.child({ batch: describeBatch(key), publication: begun.publicationId });
  await ledger.begin(begun);
  try {
    const { outcome, fallback, scoredBy } = await scoreTables(deps, settings, { run: begun, models, signal });
    const run = { ...begun, models: scoredBy };
    await checkIntegrity(deps.database, run);
    if (await isConstant(deps.database, run))
      logger.warn("Every alert has the same score", { model: run.models.alert_scorer });
    const drift =
      scoredBy.alert_scorer === models.alert_scorer.modelId
        ? await measureDrift(deps.database, run, models.alert_scorer.card)
        : undefined;
    if (drift !== undefined && drift.stability - drift.byChance > settings.driftWarning)
      logger.warn("Scores have drifted from those at the model's training", { ...drift });
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
      fallback,
      drift: drift?.stability,
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

async function clearRemains({ database, logger }: JobDeps, ledger: PublicationLedger): Promise<void> {
  const interrupted = await ledger.failInterrupted();
  if (interrupted.length > 0)
    logger.warn("Interrupted scoring runs marked as failed", { publications: interrupted });
  const removed = await collectUnreachableResults(database);
  if (removed.length > 0) logger.debug("Unreachable results removed", { publications: removed });
}

type Models = Readonly<Record<ModelType, ActiveModel>>;

interface NewRun {
  readonly key: BatchKey;
  readonly batch: AcceptedBatch;
  readonly models: Models;
  readonly scorer: OwnScorer | undefined;
}

/** Names what is meant to score; what has scored in the end is recorded when the run completes. */
function newRun(ledger: PublicationLedger, { key, batch, models, scorer }: NewRun): Run {
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

interface ScoredTables {
  readonly outcome: RunOutcome;
  readonly scoredBy: Readonly<Record<ModelType, string>>;
  readonly fallback: string | undefined;
}

async function scoreTables(
  deps: JobDeps,
  { nthread, explainAlerts, lift, scorer }: ScoringSettings,
  { run, models, signal }: { run: Run; models: Models; signal: AbortSignal },
): Promise<ScoredTables> {
  const startedAt = deps.clock.now();
  const step = deps.progress.start(`Scoring ${describeBatch(run.key)}`, modelTypes.length);
  let done = 0;
  const onTable = () => {
    done += 1;
    step.update(done);
  };
  try {
    return await withScratch(deps.scratchDirectory, async (directory) => {
      const [alerts, clusters] = await allOrNone(signal, [
        (stop) =>
          scoreAlerts(deps, {
            run,
            models,
            scorer,
            nthread,
            explainAlerts,
            lift,
            directory,
            signal: stop,
            onTable,
          }),
        (stop) =>
          withSession(deps.worker, async (session) => {
            const rows = await writeRows(deps, { run, modelType: "cluster_scorer", directory, signal: stop });
            const work = { run, model: models.cluster_scorer, rows, nthread, signal: stop };
            const scored = await scoreTable({ ...deps, session }, work);
            onTable();
            return scored;
          }),
      ]);
      const outcome = {
        alertScores: alerts.scores.rows,
        clusterScores: clusters.rows,
        explanations: alerts.explanations,
        latencyMs: {
          alert_scorer: alerts.scores.latencyMs,
          alert_ranker: alerts.rankings.latencyMs,
          cluster_scorer: clusters.latencyMs,
          total: elapsedMs(deps.clock, startedAt),
        },
      };
      const scoredBy = { ...alerts.models, cluster_scorer: models.cluster_scorer.modelId };
      return { outcome, scoredBy, fallback: alerts.fallback };
    });
  } finally {
    step.finish();
  }
}
