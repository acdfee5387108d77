import { labelsSettings } from "../../../config/definition/labels.ts";
import type { EvolutionRules, LabelWeights } from "./label-rules.ts";

/** The rules of the reference validator (facts: aml-risk 7.5). */
export const defaultEvolutionRules: EvolutionRules = {
  evolution: { days: 30 },
  expanding: { degreePercent: 200, volumePercent: 300, anomaly: 0.7, velocity: 0.8 },
  benign: { degreePercent: 50, volumePercent: 100, anomaly: 0.3 },
  dormant: { degreePercent: 20, volumePercent: 30, velocity: 0.3 },
};

/** The weights of labels as the settings have them when nobody changed them. */
export const defaultLabelWeights: LabelWeights = {
  ambiguousWeight: labelsSettings.ambiguousWeight.default,
  dormantWeight: labelsSettings.dormantWeight.default,
  addressWeight: labelsSettings.addressWeight.default,
  customWeight: labelsSettings.customWeight.default,
};
