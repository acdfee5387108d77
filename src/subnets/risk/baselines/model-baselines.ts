import { withScratch } from "../../../lib/scratch.ts";
import { completeBatchRows } from "../features/store-batch-rows.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import type { JobDeps } from "../job-deps.ts";
import type { TrainingSettings } from "../models/training.ts";
import { plainScores, type PlainTask } from "./plain-scores.ts";
import { priorScores } from "./prior-scores.ts";

export type ModelBaseline = "prior" | "plain";

/** What each of them said of a batch's alerts; one that has nothing to say is not among them. */
export type BaselineScores = ReadonlyMap<ModelBaseline, ScoredAlerts>;

/**
 * Returns what the baselines say that are models themselves: the prior, and plain trees where they can be trained. The
 * batch that they are asked about is one of the set's.
 */
export async function modelBaselines(
  deps: JobDeps,
  settings: TrainingSettings,
  { set, batchId, signal }: Pick<PlainTask, "set" | "batchId" | "signal">,
): Promise<BaselineScores> {
  await completeBatchRows(deps, set.batchIds, signal);
  return withScratch(deps.scratchDirectory, async (directory) => {
    const { nthread } = settings.parameters;
    const task = { batchId, directory, nthread, signal };
    const scores = new Map<ModelBaseline, ScoredAlerts>([["prior", await priorScores(deps, task)]]);
    const plain = await plainScores(deps, settings, { ...task, set });
    return plain === undefined ? scores : scores.set("plain", plain);
  });
}
