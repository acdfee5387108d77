import type { GradingSettings, LabelsSettings } from "../../../config/settings.ts";

/** How evolution is judged, by the validator's thresholds, and how far ahead. */
export type EvolutionLabelRules = Pick<GradingSettings, "evolution" | "expanding" | "benign" | "dormant">;

/** How much each kind of label counts in training, beside 1 for an address that expanded or stayed benign. */
export type LabelWeights = Pick<
  LabelsSettings,
  "ambiguousWeight" | "dormantWeight" | "customWeight" | "hindsightWeight"
>;
