import { join } from "node:path";
import { allOrNone } from "../../../lib/all-or-none.ts";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import type { ModelSession } from "../../../ml/contract.ts";
import type { Explanations } from "../explanations.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ActiveModel } from "../models/registry.ts";
import { scoreByOwn, type Scored } from "../scorer/score-by-own.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import { explainAlerts } from "./explain-alerts.ts";
import type { LabelLift } from "./label-lift.ts";
import type { Run } from "./publication-ledger.ts";
import { scoreTable, writeRows, type RowsFile } from "./score-table.ts";
import { withSession } from "./session.ts";

export interface AlertWork {
  readonly run: Run;
  readonly models: { readonly alert_scorer: ActiveModel; readonly alert_ranker: ActiveModel };
  /** Undefined where the models score. */
  readonly scorer: OwnScorer | undefined;
  readonly nthread: number;
  /** The most alerts that are explained. */
  readonly explainAlerts: number;
  /** What labels add to the models' scores. */
  readonly lift: LabelLift;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called after each of the two tables. */
  readonly onTable: () => void;
}

export interface ScoredAlertTables {
  readonly scores: Scored;
  readonly rankings: Scored;
  readonly explanations: Explanations;
  /** What has scored and ranked. */
  readonly models: { readonly alert_scorer: string; readonly alert_ranker: string };
  /** Why the models had to stand in for the operator's own scorer; undefined where they had not. */
  readonly fallback: string | undefined;
}

/**
 * Scores and ranks the alerts of a run: by the operator's own scorer where there is one, and by the active models where
 * there is none or it failed. Nothing of a failed scorer is left.
 */
export async function scoreAlerts(deps: JobDeps, work: AlertWork): Promise<ScoredAlertTables> {
  const { run, scorer, signal, onTable } = work;
  if (scorer === undefined) return { ...(await scoreByModels(deps, work)), fallback: undefined };
  try {
    const scored = await scoreByOwn(deps, { run, scorer, signal });
    onTable();
    onTable();
    const { modelVersion } = scorer;
    return {
      ...scored,
      explanations: { alerts: 0, lack: "unsupported" },
      models: { alert_scorer: modelVersion, alert_ranker: modelVersion },
      fallback: undefined,
    };
  } catch (error) {
    if (!(error instanceof NeuronError) || error.code !== "SCORER_FAILED") throw error;
    const fallback = `${error.code}: ${messageOf(error)}`;
    deps.logger.warn("Own scorer failed, the model scores instead", {
      publication: run.publicationId,
      model: work.models.alert_scorer.modelId,
      reason: error.message,
      ...error.context,
    });
    return { ...(await scoreByModels(deps, work)), fallback };
  }
}

/** Either model has a process of its own, which starts while the rows are still on their way. */
async function scoreByModels(deps: JobDeps, work: AlertWork): Promise<Omit<ScoredAlertTables, "fallback">> {
  const { run, models, nthread, directory, signal, onTable } = work;
  const [scored, rankings] = await withSession(deps.worker, (scoring) =>
    withSession(deps.worker, async (ranking) => {
      const rows = await writeRows(deps, { run, modelType: "alert_scorer", directory, signal });
      return allOrNone(signal, [
        (stop) => scoreAndExplain({ ...deps, session: scoring }, { ...work, rows, signal: stop }),
        async (stop) => {
          const ranks = { run, model: models.alert_ranker, rows, nthread, signal: stop };
          const rankings = await scoreTable({ ...deps, session: ranking }, ranks);
          onTable();
          return rankings;
        },
      ]);
    }),
  );
  const names = {
    alert_scorer: models.alert_scorer.modelId,
    alert_ranker: models.alert_ranker.modelId,
  };
  return { ...scored, rankings, models: names };
}

async function scoreAndExplain(
  deps: JobDeps & { readonly session: ModelSession },
  {
    run,
    models,
    rows,
    nthread,
    explainAlerts: most,
    lift,
    directory,
    signal,
    onTable,
  }: AlertWork & { rows: RowsFile },
): Promise<Pick<ScoredAlertTables, "scores" | "explanations">> {
  const highest = most > 0 ? { most, rowsPath: join(directory, "highest.rows") } : undefined;
  const work = { run, model: models.alert_scorer, nthread, highest, lift, signal };
  const scores = await scoreTable(deps, { ...work, rows });
  onTable();
  return { scores, explanations: await explainAlerts(deps, { ...work, alerts: scores.rows }) };
}
