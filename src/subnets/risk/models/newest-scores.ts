import { join } from "node:path";
import type { ModelFile } from "../../../ml/contract.ts";
import { readScores } from "../../../ml/scores-file.ts";
import type { JobDeps } from "../job-deps.ts";
import type { TrainingTask } from "./training-task.ts";

/** The most scores that are read: what so many tell of a distribution, more tell no better. */
const MAX_SCORES = 100_000;

/** Returns what a model says of the newest batch's alerts, or of as many of them as are worth reading. */
export async function newestScores(
  { database, worker }: Pick<JobDeps, "database" | "worker">,
  task: TrainingTask & { readonly model: ModelFile; readonly nthread: number; readonly breakTies?: boolean },
): Promise<Float64Array> {
  const { recipe, set, scratch, signal, model, nthread, breakTies = false } = task;
  const rowsPath = join(scratch, "newest.rows");
  const scoresPath = join(scratch, "newest.scores");
  await database.save(recipe.scoringRows, rowsPath, { params: { batches: set.batchIds.slice(-1) }, signal });
  const layout = { extras: [], features: recipe.schema.names };
  const request = { rowsPath, layout, model, scoresPath, nthread, breakTies };
  const { rows } = await worker.predict(request, { signal });
  return readScores(scoresPath, Math.ceil(rows / MAX_SCORES));
}
