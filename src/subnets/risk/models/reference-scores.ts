import type { JobDeps } from "../job-deps.ts";
import type { ScoreDistribution } from "../model-card.ts";
import { scoreDistribution } from "./drift.ts";
import { newestScores } from "./newest-scores.ts";
import type { MakingTask } from "./training-task.ts";

/**
 * Returns how the new model's scores are distributed on the newest batch it was given, or undefined for a type whose
 * drift is not measured. These are scores as they will be published: of every alert, and, since what became of the
 * newest batch is not known yet, of alerts that the model did not learn from. Held-out scores would not do: they are of
 * weaker models, and of older batches.
 */
export async function referenceScores(
  deps: Pick<JobDeps, "database" | "worker">,
  { sha256, ...task }: MakingTask & { readonly sha256: string; readonly nthread: number },
): Promise<ScoreDistribution | undefined> {
  if (task.recipe.modelType !== "alert_scorer") return undefined;
  const model = { path: task.modelPath, sha256, algorithm: "xgboost" } as const;
  return scoreDistribution(await newestScores(deps, { ...task, model, breakTies: true }));
}
