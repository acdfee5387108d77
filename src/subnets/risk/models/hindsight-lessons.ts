import { z } from "zod";
import type { QueryOptions } from "../../../store/database.ts";
import { earlierDays } from "../hindsight/earlier-days.ts";
import { examples } from "../hindsight/examples.ts";
import type { HindsightSettings } from "../hindsight/hindsight-rows.ts";
import type { JobDeps } from "../job-deps.ts";
import type { TrainingTask } from "./training-task.ts";
import { alertHindsightRows } from "./training-rows.ts";
import type { TrainingSettings } from "./training.ts";

/** What the newest batch teaches in hindsight. */
export class HindsightLessons {
  readonly #database: JobDeps["database"];
  readonly #settings: HindsightSettings;
  readonly #weight: number;
  readonly #options: QueryOptions;

  private constructor(
    database: JobDeps["database"],
    { settings, weight, options }: { settings: HindsightSettings; weight: number; options: QueryOptions },
  ) {
    this.#database = database;
    this.#settings = settings;
    this.#weight = weight;
    this.#options = options;
  }

  /** Returns undefined where none are wanted, or the window is too short for any. */
  static find(
    { database }: Pick<JobDeps, "database">,
    { grading, hindsightRows, labelWeights }: TrainingSettings,
    { recipe, set, signal }: TrainingTask,
  ): HindsightLessons | undefined {
    const days = earlierDays(set.windowDays, grading.evolution.days);
    const [batch] = set.batchIds.slice(-1);
    const isKnown = set.endDate <= set.labelsUntil;
    if (
      !recipe.foretellsGrowth ||
      hindsightRows === 0 ||
      days.length === 0 ||
      batch === undefined ||
      !isKnown
    )
      return undefined;
    return new HindsightLessons(database, {
      settings: { days, grading },
      weight: labelWeights.hindsightWeight,
      options: { params: { batch, hindsight_rows: hindsightRows }, signal },
    });
  }

  /** Returns how many of the rows are of an address that expanded. */
  async countExpanded(): Promise<number> {
    const sql = `SELECT countIf(expanded) AS expanded FROM (${examples(this.#settings)})`;
    const [counts] = await this.#database.rows(z.object({ expanded: z.number() }), sql, this.#options);
    return counts?.expanded ?? 0;
  }

  /** Saves the rows to a file, see RowsLayout. */
  async save(path: string, leftMissing: readonly string[] = []): Promise<void> {
    const sql = alertHindsightRows({ ...this.#settings, leftMissing }, this.#weight);
    await this.#database.save(sql, path, this.#options);
  }
}
