import type { JobDeps } from "../job-deps.ts";
import { trainingLabelsBy, type LabelSource } from "../labels/training-labels.ts";
import type { ModelRecipe } from "./recipe.ts";
import { labelCounts, type LabelCounts, type TrainingSet, type TrainingSettings } from "./training.ts";

/** What is learned from, and how much of it there is. */
export interface Lessons {
  /** A SELECT of labels, see trainingLabelsBy. */
  readonly sql: string;
  readonly source: LabelSource;
  readonly counts: LabelCounts;
  /** Why these labels cannot train a model; undefined when they can. */
  readonly lack: string | undefined;
}

/** Which type of model learns from what. */
export interface LearnedFrom {
  readonly recipe: ModelRecipe;
  readonly lessons: Lessons;
}

/** Which labels are asked for: those that a type of model can learn from, of these batches. */
export interface LessonsTask {
  readonly recipe: ModelRecipe;
  readonly set: Pick<TrainingSet, "batchIds" | "labelsUntil">;
  readonly signal: AbortSignal;
}

/** Returns the labels from evolution, or the operator's own where there are too few of these. */
export async function chooseLessons(
  deps: Pick<JobDeps, "database">,
  settings: TrainingSettings,
  task: LessonsTask,
): Promise<Lessons> {
  const from = (source: LabelSource) =>
    lessonsOf(deps, settings, {
      ...task,
      source,
      sql: trainingLabelsBy(settings.grading, settings.labelWeights, [source]),
    });
  const evolution = await from("evolution");
  if (evolution.lack === undefined) return evolution;
  const own = await from("custom");
  return own.lack === undefined ? own : evolution;
}

/** Whether a model learns what the recipe's prior foretells; the operator's own labels may say anything. */
export function learnsGrowth({ recipe, lessons }: LearnedFrom): boolean {
  return recipe.foretellsGrowth && lessons.source === "evolution";
}

async function lessonsOf(
  { database }: Pick<JobDeps, "database">,
  { minimumPerClass }: TrainingSettings,
  { recipe, set, signal, sql, source }: LessonsTask & Pick<Lessons, "sql" | "source">,
): Promise<Lessons> {
  const params = { batches: set.batchIds, labels_until: set.labelsUntil };
  const [counts] = await database.rows(labelCounts, recipe.labelCounts(sql), { params, signal });
  if (counts === undefined) throw new Error("An aggregate answers one row");
  return { sql, source, counts, lack: whyNotTrainable(counts, minimumPerClass) };
}

/** Returns why labels so many cannot train a model, or undefined when they can. */
export function whyNotTrainable(
  { samples, positive }: Pick<LabelCounts, "samples" | "positive">,
  minimumPerClass: number,
): string | undefined {
  const negative = samples - positive;
  if (positive >= minimumPerClass && negative >= minimumPerClass) return undefined;
  return `${positive} positive and ${negative} negative labelled samples; ${minimumPerClass} of each are needed`;
}
