import { allOrNone } from "../../../lib/all-or-none.ts";
import type { Logger } from "../../../lib/logger.ts";
import type { Database } from "../../../store/database.ts";
import type { ActiveModel } from "../models/registry.ts";
import type { ScoringRun } from "../scoring-run.ts";
import { measureDrift } from "./drift.ts";
import { checkIntegrity, isConstant } from "./integrity.ts";

export interface Review {
  readonly run: ScoringRun;
  /** The model that scored the alerts; undefined where no model did. */
  readonly model: ActiveModel | undefined;
  /** The population stability index above which the scores are called drifted. */
  readonly driftWarning: number;
  readonly signal: AbortSignal;
}

/**
 * Looks at all that a run has scored before anybody else does. Throws SELF_CHECK_FAILED where it may not be published,
 * warns where it may not be worth it, and returns the drift of the model's alert scores: see measureDrift.
 */
export async function reviewScores(
  { database, logger }: { readonly database: Database; readonly logger: Logger },
  { run, model, driftWarning, signal }: Review,
): Promise<number | undefined> {
  const [, constant, drift] = await allOrNone(signal, [
    () => checkIntegrity(database, run),
    () => isConstant(database, run),
    async () => model && measureDrift(database, run, model.card),
  ]);
  if (constant) logger.warn("Every alert has the same score", { model: run.models.alert_scorer });
  if (drift !== undefined && drift.stability - drift.byChance > driftWarning)
    logger.warn("Scores have drifted from those at the model's training", { ...drift });
  return drift?.stability;
}
