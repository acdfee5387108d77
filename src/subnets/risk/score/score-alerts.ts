import { allOrNone } from "../../../lib/all-or-none.ts";
import { messageOf, NeuronError } from "../../../lib/errors.ts";
import type { HighestRequest } from "../../../ml/contract.ts";
import type { ActiveModel } from "../models/registry.ts";
import { scoreByOwn, type Scored } from "../scorer/score-by-own.ts";
import type { OwnScorer } from "../scorer/settings.ts";
import type { ScoringRun } from "../scoring-run.ts";
import type { LabelShift } from "./label-shift.ts";
import { scoreTable, writeRows, type TableWork } from "./score-table.ts";
import type { SessionDeps } from "./session.ts";

export interface AlertWork {
  readonly run: ScoringRun;
  readonly models: { readonly alert_scorer: ActiveModel; readonly alert_ranker: ActiveModel };
  /** Undefined where the models score. */
  readonly scorer: OwnScorer | undefined;
  readonly nthread: number;
  /** Which rows are wanted afterwards, of those that the model scores. */
  readonly highest: HighestRequest | undefined;
  /** What labels add to the models' scores. */
  readonly shift: LabelShift;
  readonly directory: string;
  readonly signal: AbortSignal;
  /** Called after each of the two tables. */
  readonly onTable: () => void;
}

export interface ScoredAlerts {
  readonly scores: Scored;
  readonly rankings: Scored;
  /** What has scored and ranked. */
  readonly models: { readonly alert_scorer: string; readonly alert_ranker: string };
  /** Why the models had to stand in for the operator's own scorer; undefined where they had not. */
  readonly fallback: string | undefined;
}

/**
 * Scores and ranks the alerts of a run: by the operator's own scorer where there is one, and by the active models where
 * there is none or it failed. Nothing of a failed scorer is left.
 */
export async function scoreAlerts(deps: SessionDeps, work: AlertWork): Promise<ScoredAlerts> {
  const { run, scorer, signal, onTable } = work;
  if (scorer === undefined) return { ...(await scoreByModels(deps, work)), fallback: undefined };
  try {
    const scored = await scoreByOwn(deps, { run, scorer, signal });
    onTable();
    onTable();
    const { modelVersion } = scorer;
    const names = { alert_scorer: modelVersion, alert_ranker: modelVersion };
    return { ...scored, models: names, fallback: undefined };
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

async function scoreByModels(deps: SessionDeps, work: AlertWork): Promise<Omit<ScoredAlerts, "fallback">> {
  const { run, models, nthread, highest, shift, directory, signal, onTable } = work;
  const rows = await writeRows(deps, { run, modelType: "alert_scorer", directory, signal });
  const score = async (tableWork: Omit<TableWork, "run" | "rows" | "nthread">) => {
    const scored = await scoreTable(deps, { run, rows, nthread, ...tableWork });
    onTable();
    return scored;
  };
  const [scores, rankings] = await allOrNone(signal, [
    (stop) => score({ model: models.alert_scorer, highest, shift, signal: stop }),
    (stop) => score({ model: models.alert_ranker, signal: stop }),
  ]);
  const names = { alert_scorer: models.alert_scorer.modelId, alert_ranker: models.alert_ranker.modelId };
  return { scores, rankings, models: names };
}
