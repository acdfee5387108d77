import type { BatchKey } from "./batch.ts";
import type { ModelType } from "./model-card.ts";

/** One scoring run of one accepted batch. */
export interface ScoringRun {
  readonly key: BatchKey;
  readonly batchId: string;
  /** The identity of the run's results, in every result table. */
  readonly publicationId: string;
  readonly models: Readonly<Record<ModelType, string>>;
  readonly inputs: { readonly alerts: number; readonly features: number; readonly clusters: number };
}
