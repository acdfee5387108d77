import { z } from "zod";
import type { FoldSettings, TrainingParameters } from "../../../ml/contract.ts";
import type { EvolutionAccuracySettings } from "../grading/evolution-accuracy.ts";
import type { EvolutionLabelRules, LabelWeights } from "../labels/label-rules.ts";

/** How models are trained. */
export interface TrainingSettings {
  readonly parameters: TrainingParameters;
  readonly rounds: number;
  readonly earlyStoppingRounds: number;
  readonly folds: Pick<FoldSettings, "dates" | "addressGroups">;
  /** With fewer samples than this in either class the prior is used. */
  readonly minimumPerClass: number;
  /** How much worse than the active model a new one may be graded and still replace it. */
  readonly championMargin: number;
  /** How evolution is judged and graded. */
  readonly grading: EvolutionLabelRules & EvolutionAccuracySettings;
  readonly labelWeights: LabelWeights;
  /** About how many rows the newest batch teaches in hindsight, see hindsightRows; 0 for none. */
  readonly hindsightRows: number;
}

/** What is asked of one run of training, beside its settings. */
export interface TrainingOptions {
  /** Replace the active models whatever the comparison says. */
  readonly force?: boolean;
  /** How long better parameters may be searched for; none are without. */
  readonly budgetMs?: number;
}

/** What to train on: the accepted batches of one network and window. */
export interface TrainingSet {
  readonly network: string;
  readonly windowDays: number;
  readonly batchIds: readonly string[];
  /** The processing dates of the first and the last batch. */
  readonly startDate: string;
  readonly endDate: string;
  /** Nothing that became known after this date is learned from. */
  readonly labelsUntil: string;
}

/** How many labelled samples there are, in all, positive, and by where the label is from. */
export const labelCounts = z.object({
  samples: z.number(),
  positive: z.number(),
  /** Neither benign nor dormant. */
  restless: z.number(),
  sources: z.record(z.string(), z.number()),
});

export type LabelCounts = z.infer<typeof labelCounts>;

/** How many samples have an address label of each risk level. */
export const riskLevelCounts = z.object({
  low_risk: z.number(),
  medium_risk: z.number(),
  high_risk: z.number(),
  critical_risk: z.number(),
});

export type RiskLevelCounts = z.infer<typeof riskLevelCounts>;
