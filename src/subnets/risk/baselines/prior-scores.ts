import { join } from "node:path";
import { writeLogisticModel } from "../../../ml/logistic-model.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import { recipes } from "../models/recipe.ts";
import { askAside, type AsideDeps, type AsideTask } from "./ask-aside.ts";

/** Returns what the formula of a cold start says of a batch's alerts, in any order. */
export async function priorScores(deps: AsideDeps, task: AsideTask): Promise<ScoredAlerts> {
  const { scoringRows, schema, baseline } = recipes.alert_scorer;
  const path = join(task.directory, "prior.txt");
  const { sha256 } = await writeLogisticModel(path, baseline);
  const model = { path, sha256, algorithm: "logistic" } as const;
  return askAside(deps, { model, scoringRows, features: schema.names }, task);
}
