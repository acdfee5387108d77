import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { JobDeps } from "../job-deps.ts";
import { findHindsight, saveHindsight } from "./hindsight-lessons.ts";
import { learnsGrowth } from "./lessons.ts";
import type { MakingTask } from "./training-task.ts";
import type { TrainingSettings } from "./training.ts";

/**
 * Saves the rows that a model is trained on, see RowsLayout: the labelled ones, and behind them what hindsight tells of
 * the newest batch. Returns the file's path in the scratch directory.
 */
export async function saveRows(
  deps: Pick<JobDeps, "database">,
  settings: TrainingSettings,
  task: MakingTask,
): Promise<string> {
  const { recipe, set, lessons, scratch, signal } = task;
  const path = join(scratch, `${recipe.modelType}.rows`);
  const params = { batches: set.batchIds, labels_until: set.labelsUntil };
  await deps.database.save(recipe.trainingRows(lessons.sql), path, { params, signal });
  const hindsight = learnsGrowth(task) ? findHindsight(settings, task) : undefined;
  if (hindsight === undefined) return path;
  const hindsightPath = `${path}.hindsight`;
  await saveHindsight(deps, hindsight, { path: hindsightPath, signal });
  // Both files are blocks, one after the other.
  await pipeline(createReadStream(hindsightPath), createWriteStream(path, { flags: "a" }), { signal });
  return path;
}
