import type { ModelCard } from "../model-card.ts";
import type { Decision } from "./challenge.ts";
import type { Lessons } from "./lessons.ts";
import type { ModelRecipe } from "./recipe.ts";
import type { ActiveModel } from "./registry.ts";
import type { TrainingOptions, TrainingSet } from "./training.ts";

/** One model to make: of which type, on what, and a directory for the rows on their way to the library. */
export interface TrainingTask {
  readonly recipe: ModelRecipe;
  readonly set: TrainingSet;
  readonly options: TrainingOptions;
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** The same with what to learn and where the result is put. */
export interface MakingTask extends TrainingTask {
  readonly lessons: Lessons;
  /** Where the model's file is written. */
  readonly modelPath: string;
  /** The active model, where its file is whole: it is asked about the same held-out rows. */
  readonly champion: ActiveModel | undefined;
}

/** A model that was made, and whether it became the active one. */
export interface TrainedModel {
  readonly card: ModelCard;
  readonly decision: Decision;
}
