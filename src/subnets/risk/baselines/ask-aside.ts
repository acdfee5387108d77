import { join } from "node:path";
import type { ModelFile } from "../../../ml/contract.ts";
import { readKeyedScores } from "../../../ml/scores-file.ts";
import type { ScoredAlerts } from "../grading/submission.ts";
import type { JobDeps } from "../job-deps.ts";

export type AsideDeps = Pick<JobDeps, "database" | "worker">;

/** Of which batch a model is asked, and a directory for the rows on their way to it. */
export interface AsideTask {
  readonly batchId: string;
  readonly directory: string;
  readonly nthread: number;
  readonly signal: AbortSignal;
}

/** A model that is in no registry, and what it reads. */
export interface AsideModel {
  readonly model: ModelFile;
  readonly scoringRows: string;
  readonly features: readonly string[];
}

/** Returns what a model says of a batch's alerts, in any order, and publishes nothing. */
export async function askAside(
  { database, worker }: AsideDeps,
  { model, scoringRows, features }: AsideModel,
  { batchId, directory, nthread, signal }: AsideTask,
): Promise<ScoredAlerts> {
  const [rowsPath, scoresPath] = [join(directory, "aside.rows"), join(directory, "aside.scores")];
  await database.save(scoringRows, rowsPath, { params: { batches: [batchId] }, signal });
  const layout = { extras: [], features };
  await worker.predict({ rowsPath, layout, model, scoresPath, nthread, breakTies: true }, { signal });
  const { keys, scores } = await readKeyedScores(scoresPath);
  return { alertIds: keys, scores };
}
