import { join } from "node:path";
import type { ModelFile } from "../../../ml/contract.ts";
import { readScores } from "../../../ml/scores-file.ts";
import type { JobDeps } from "../job-deps.ts";
import type { ScoreDistribution } from "../model-card.ts";
import { scoreDistribution } from "./drift.ts";
import type { MakingTask } from "./training-task.ts";

/** The most scores that a distribution is made of: tenths need no more. */
const MAX_SCORES = 100_000;

/**
 * Returns how the new model's scores are distributed on the newest batch it was given, or undefined for a type whose
 * drift is not measured. These are scores as they will be published: of every alert, and, since what became of the
 * newest batch is not known yet, of alerts that the model did not learn from. Held-out scores would not do: they are of
 * weaker models, and of older batches.
 */
export async function referenceScores(
  { database, worker }: Pick<JobDeps, "database" | "worker">,
  task: MakingTask & { readonly sha256: string; readonly nthread: number },
): Promise<ScoreDistribution | undefined> {
  const { recipe, set, scratch, signal, sha256, modelPath, nthread } = task;
  if (recipe.modelType !== "alert_scorer") return undefined;
  const rowsPath = join(scratch, "newest.rows");
  const scoresPath = join(scratch, "newest.scores");
  await database.save(recipe.scoringRows, rowsPath, { params: { batches: set.batchIds.slice(-1) }, signal });
  const model: ModelFile = { path: modelPath, sha256, algorithm: "xgboost" };
  const layout = { extras: [], features: recipe.schema.names };
  const { rows } = await worker.predict(
    { rowsPath, layout, model, scoresPath, nthread, breakTies: true },
    { signal },
  );
  return scoreDistribution(await readScores(scoresPath, Math.ceil(rows / MAX_SCORES)));
}
