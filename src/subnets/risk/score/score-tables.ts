import { join } from "node:path";
import { allOrNone } from "../../../lib/all-or-none.ts";
import { withScratch } from "../../../lib/scratch.ts";
import type { HighestRequest } from "../../../ml/contract.ts";
import type { Explanations } from "../explanations.ts";
import type { ModelType } from "../model-card.ts";
import type { ActiveModel } from "../models/registry.ts";
import type { Scored } from "../scorer/score-by-own.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import type { ScoringRun } from "../scoring-run.ts";
import { explainAlerts } from "./explain-alerts.ts";
import type { LabelShift } from "./label-shift.ts";
import { reviewScores } from "./review.ts";
import { scoreAlerts } from "./score-alerts.ts";
import { scoreTable, writeRows } from "./score-table.ts";
import type { SessionDeps } from "./session.ts";

export interface ScoringSettings {
  readonly nthread: number;
  /** The population stability index above which the scores are called drifted. */
  readonly driftWarning: number;
  /** The most alerts of a batch that are explained, the highest-scored first. */
  readonly explainAlerts: number;
  /** What address labels add to the models' alert scores. */
  readonly shift: LabelShift;
  /** Scores and ranks alerts in place of the models; clusters stay with theirs. */
  readonly scorer?: OwnScorer | undefined;
}

export type Models = Readonly<Record<ModelType, ActiveModel>>;

export interface TablesWork {
  readonly run: ScoringRun;
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

/** Returns for how many processes there is work: one scores alerts and one ranks them, and either takes the clusters. */
export function processesFor({ scorer }: Pick<ScoringSettings, "scorer">): number {
  return scorer === undefined ? 2 : 1;
}

/**
 * Scores all that a batch has, reviews it, and explains the alerts meanwhile, under the run's publication, unseen by
 * readers. Throws SELF_CHECK_FAILED for what may not be published, and whatever keeps a table from being scored.
 */
export async function scoreTables(
  deps: SessionDeps,
  settings: ScoringSettings,
  work: TablesWork,
): Promise<ScoredTables> {
  return withScratch(deps.scratchDirectory, async (directory) => {
    const given = { deps, settings, work, directory };
    const scored = await scoreAll(given);
    return { ...scored, ...(await explainAndReview(given, scored)) };
  });
}

interface Given {
  readonly deps: SessionDeps;
  readonly settings: ScoringSettings;
  readonly work: TablesWork;
  readonly directory: string;
}

async function scoreAll({ deps, settings, work, directory }: Given) {
  const { run, models, signal, onTable } = work;
  const { nthread, shift, scorer } = settings;
  const common = { run, nthread, directory, onTable };
  const highest = highestOf(settings, directory);
  const [{ scores, rankings, models: names, fallback }, clusters] = await allOrNone(signal, [
    (stop) => scoreAlerts(deps, { ...common, models, scorer, highest, shift, signal: stop }),
    (stop) => scoreClusters(deps, { ...common, model: models.cluster_scorer, signal: stop }),
  ]);
  const scoredBy = { ...names, cluster_scorer: models.cluster_scorer.modelId };
  return { alerts: scores, rankings, clusters, models: scoredBy, fallback };
}

/** The rows of the alerts that are to be explained; undefined where none are. */
function highestOf({ explainAlerts: most }: ScoringSettings, directory: string): HighestRequest | undefined {
  return most > 0 ? { most, rowsPath: join(directory, "highest.rows") } : undefined;
}

async function explainAndReview(
  { deps, settings, work: { run, models, signal }, directory }: Given,
  scored: Pick<ScoredTables, "alerts" | "models">,
): Promise<Pick<ScoredTables, "explanations" | "drift">> {
  const { driftWarning, nthread } = settings;
  const model = scored.models.alert_scorer === models.alert_scorer.modelId ? models.alert_scorer : undefined;
  const explain = (stop: AbortSignal): Promise<Explanations> =>
    model === undefined
      ? Promise.resolve({ alerts: 0, lack: "unsupported" })
      : explainAlerts(deps, {
          run,
          model,
          alerts: scored.alerts.rows,
          highest: highestOf(settings, directory),
          // Nothing else is computed by then.
          nthread: processesFor(settings) * nthread,
          signal: stop,
        });
  const [explanations, drift] = await allOrNone(signal, [
    explain,
    (stop) =>
      reviewScores(deps, { run: { ...run, models: scored.models }, model, driftWarning, signal: stop }),
  ]);
  return { explanations, drift };
}

interface ClusterWork extends Pick<TablesWork, "run" | "signal" | "onTable"> {
  readonly model: ActiveModel;
  readonly nthread: number;
  readonly directory: string;
}

async function scoreClusters(
  deps: SessionDeps,
  { run, model, nthread, directory, signal, onTable }: ClusterWork,
): Promise<Scored> {
  const rows = await writeRows(deps, { run, modelType: "cluster_scorer", directory, signal });
  const scored = await scoreTable(deps, { run, model, rows, nthread, signal });
  onTable();
  return scored;
}
