import { z } from "zod";
import { earlierDays } from "../hindsight/earlier-days.ts";
import { examples } from "../hindsight/examples.ts";
import type { HindsightSettings } from "../hindsight/hindsight-rows.ts";
import type { JobDeps } from "../job-deps.ts";
import type { TrainingTask } from "./training-task.ts";
import { alertHindsightRows } from "./training-rows.ts";
import type { TrainingSettings } from "./training.ts";

/** What the newest batch can teach in hindsight. */
export interface HindsightLessons {
  readonly settings: HindsightSettings;
  readonly weight: number;
  readonly params: { readonly batch: string; readonly hindsight_rows: number };
}

/** Returns undefined where none are wanted, or the window is too short for any. */
export function findHindsight(
  { grading, hindsightRows, labelWeights }: TrainingSettings,
  { recipe, set }: Pick<TrainingTask, "recipe" | "set">,
): HindsightLessons | undefined {
  const days = earlierDays(set.windowDays, grading.evolution.days);
  const [batch] = set.batchIds.slice(-1);
  if (!recipe.foretellsGrowth || hindsightRows === 0 || days.length === 0 || batch === undefined)
    return undefined;
  // What a batch tells is known on its own date.
  if (set.endDate > set.labelsUntil) return undefined;
  return {
    settings: { days, grading },
    weight: labelWeights.hindsightWeight,
    params: { batch, hindsight_rows: hindsightRows },
  };
}

/** Returns how many of the rows are of an address that expanded. */
export async function countExpanded(
  { database }: Pick<JobDeps, "database">,
  { settings, params }: HindsightLessons,
  signal: AbortSignal,
): Promise<number> {
  const sql = `SELECT countIf(pattern = 'expanding_illicit') AS expanded FROM (${examples(settings)})`;
  const [counts] = await database.rows(z.object({ expanded: z.number() }), sql, { params, signal });
  if (counts === undefined) throw new Error("An aggregate answers one row");
  return counts.expanded;
}

/** Saves the rows to a file, see RowsLayout. */
export async function saveHindsight(
  { database }: Pick<JobDeps, "database">,
  { settings, weight, params }: HindsightLessons,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<void> {
  await database.save(alertHindsightRows(settings, weight), path, { params, signal });
}
