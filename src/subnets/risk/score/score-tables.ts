import { join } from "node:path";
import { allOrNone } from "../../../lib/all-or-none.ts";
import { withScratch } from "../../../lib/scratch.ts";
import type { Explanations } from "../explanations.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ModelType } from "../model-card.ts";
import type { ActiveModel } from "../models/registry.ts";
import type { Scored } from "../scorer/score-by-own.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import { explainAlerts } from "./explain-alerts.ts";
import type { LabelLift } from "./label-lift.ts";
import type { Run } from "./publication-ledger.ts";
import { reviewScores } from "./review.ts";
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

export type Models = Readonly<Record<ModelType, ActiveModel>>;

export interface TablesWork {
  readonly run: Run;
  readonly models: Models;
  readonly signal: AbortSignal;
  /** Called after each table. */
  readonly onTable: () => void;
}

export interface ScoredTables {
  readonly alerts: Scored;
  readonly rankings: Scored;
  readonly clusters: Scored;
  readonly explanations: Explanations;
  /** What has scored each table. */
  readonly models: Readonly<Record<ModelType, string>>;
  /** Why the models had to stand in for the operator's own scorer; undefined where they had not. */
  readonly fallback: string | undefined;
  /** Of the model's alert scores, see reviewScores. */
  readonly drift: number | undefined;
}

/** Scores and ranks had a process each; explaining may use as much by itself. */
const threadShares = 2;

/**
 * Scores all that a batch has, reviews it, and explains the alerts meanwhile, under the run's publication, unseen by
 * readers. Throws SELF_CHECK_FAILED for what may not be published, and whatever keeps a table from being scored.
 */
export async function scoreTables(
  deps: JobDeps,
  settings: ScoringSettings,
  { run, models, signal, onTable }: TablesWork,
): Promise<ScoredTables> {
  const { nthread, explainAlerts: most, lift, scorer, driftWarning } = settings;
  return withScratch(deps.scratchDirectory, (directory) =>
    withSession(deps.worker, async (session) => {
      const highest = most > 0 ? { most, rowsPath: join(directory, "highest.rows") } : undefined;
      const work = { run, nthread, highest, directory, signal };
      const [alerts, clusters] = await allOrNone(signal, [
        (stop) => scoreAlerts({ ...deps, session }, { ...work, models, scorer, lift, onTable, signal: stop }),
        async (stop) => {
          const clusters = await scoreClusters(deps, { ...work, model: models.cluster_scorer, signal: stop });
          onTable();
          return clusters;
        },
      ]);
      const scoredBy = { ...alerts.models, cluster_scorer: models.cluster_scorer.modelId };
      const model = scoredBy.alert_scorer === models.alert_scorer.modelId ? models.alert_scorer : undefined;
      const [explanations, drift] = await allOrNone(signal, [
        async (stop): Promise<Explanations> =>
          model === undefined
            ? { alerts: 0, lack: "unsupported" }
            : explainAlerts(
                { ...deps, session },
                {
                  ...work,
                  model,
                  alerts: alerts.scores.rows,
                  nthread: threadShares * nthread,
                  signal: stop,
                },
              ),
        () => reviewScores(deps, { run: { ...run, models: scoredBy }, model, driftWarning }),
      ]);
      return {
        alerts: alerts.scores,
        rankings: alerts.rankings,
        clusters,
        explanations,
        models: scoredBy,
        fallback: alerts.fallback,
        drift,
      };
    }),
  );
}

interface ClusterWork {
  readonly run: Run;
  readonly model: ActiveModel;
  readonly nthread: number;
  readonly directory: string;
  readonly signal: AbortSignal;
}

async function scoreClusters(
  deps: JobDeps,
  { run, model, nthread, directory, signal }: ClusterWork,
): Promise<Scored> {
  return withSession(deps.worker, async (session) => {
    const rows = await writeRows(deps, { run, modelType: "cluster_scorer", directory, signal });
    return scoreTable({ ...deps, session }, { run, model, rows, nthread, signal });
  });
}
