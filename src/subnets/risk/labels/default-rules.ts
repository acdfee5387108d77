import { gradingSettings } from "../../../config/definition/grading.ts";
import { labelsSettings } from "../../../config/definition/labels.ts";
import type { Setting } from "../../../config/setting.ts";
import type { EvolutionLabelRules, LabelWeights } from "./label-rules.ts";

const { evolution, expanding, benign, dormant } = gradingSettings;

/** The rules of evolution that nobody changed: those of the reference validator. */
export const defaultEvolutionRules: EvolutionLabelRules = {
  evolution: defaultsOf(evolution),
  expanding: defaultsOf(expanding),
  benign: defaultsOf(benign),
  dormant: defaultsOf(dormant),
};

/** The weights of labels that nobody changed. */
export const defaultLabelWeights: LabelWeights = defaultsOf(labelsSettings);

type DefaultsOf<Group> = { [Name in keyof Group]: Group[Name] extends Setting<infer Value> ? Value : never };

function defaultsOf<Group extends Readonly<Record<string, Setting>>>(group: Group): DefaultsOf<Group> {
  const entries = Object.entries(group).map(([name, setting]) => [name, setting.default] as const);
  // Each name is given the default of the setting of that name.
  return Object.fromEntries(entries) as DefaultsOf<Group>;
}
