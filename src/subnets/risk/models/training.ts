import { z } from "zod";
import type { TrainingParameters } from "../../../ml/contract.ts";

/** How models are trained. */
export interface TrainingSettings {
  readonly parameters: TrainingParameters;
  readonly rounds: number;
  readonly earlyStoppingRounds: number;
  /** The share of addresses that is held out, in [0,1). */
  readonly validationShare: number;
  /** With fewer samples than this in either class the baseline is used. */
  readonly minimumPerClass: number;
}

/** What to train on: the accepted batches of one network and window. */
export interface TrainingSet {
  readonly network: string;
  readonly windowDays: number;
  readonly batchIds: readonly string[];
  /** The processing dates of the first and the last batch. */
  readonly startDate: string;
  readonly endDate: string;
}

/** How many labelled samples there are, in all, per class and per risk level. */
export const labelCounts = z.object({
  samples: z.number(),
  positive: z.number(),
  low_risk: z.number(),
  medium_risk: z.number(),
  high_risk: z.number(),
  critical_risk: z.number(),
});

export type LabelCounts = z.infer<typeof labelCounts>;
