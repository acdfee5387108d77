import { setting } from "../setting.ts";
import { decimal, wholeNumber, yesOrNo } from "../types.ts";

const share = decimal({ minimum: 0, maximum: 1 });
const percent = decimal({ minimum: -100, maximum: 1_000_000 });

/** How validators grade scores; the defaults are those of the reference validator (facts: aml-risk 7). */
export const gradingSettings = {
  tier1: {
    gate: gate(true, "Scores that fail integrity (tier 1) are graded 0."),
  },
  tier2: {
    gate: gate(false, "Scores whose behaviour (tier 2) is below its minimum are graded 0."),
    minimum: part(0.5, "Least behaviour (tier 2) that its gate lets pass."),
    weight: part(0.1, "Part of behaviour (tier 2) in the grade."),
  },
  tier3: {
    weight: part(0.9, "Part of accuracy (tier 3) in the grade."),
    labelsWeight: part(0.5, "Part of address labels (tier 3A) in accuracy."),
    evolutionWeight: part(0.5, "Part of evolution (tier 3B) in accuracy."),
  },
  flat: {
    days: days(29, "Days after the submission before accuracy is graded."),
    reward: part(0.1, "Grade of every submission until then."),
  },
  evolution: {
    days: days(30, "Days after the processing date at which an address's evolution is judged."),
    aucWeight: part(0.4, "Part of the AUC in the evolution score."),
    brierWeight: part(0.3, "Part of 1 - Brier in the evolution score."),
    rangeWeight: part(0.3, "Part of the scores within their pattern's range in the evolution score."),
  },
  expanding: {
    degreePercent: growth(200, "Growth of degree above which an address is expanding."),
    volumePercent: growth(300, "Growth of volume above which an address is expanding."),
    anomaly: part(0.7, "Behavioural anomaly above which a growing address is expanding."),
    velocity: part(0.8, "Velocity above which a growing address is expanding."),
    ...range("an expanding address", 0.7, 1),
  },
  benign: {
    degreePercent: growth(50, "Growth of degree below which an address is benign."),
    volumePercent: growth(100, "Growth of volume below which an address is benign."),
    anomaly: part(0.3, "Behavioural anomaly below which an address is benign."),
    ...range("a benign address", 0, 0.3),
  },
  dormant: {
    degreePercent: growth(20, "Growth of degree below which an address is dormant."),
    volumePercent: growth(30, "Growth of volume below which an address is dormant."),
    velocity: part(0.3, "Velocity below which an address is dormant."),
    ...range("a dormant address", 0.15, 0.25),
  },
  ambiguous: range("an ambiguous address", 0.3, 0.7),
  movingAverageAlpha: setting({
    type: decimal({ above: 0, maximum: 1 }),
    default: 0.1,
    description: "Part of the newest grade in a validator's moving average of a miner.",
    placeholder: "share",
    flag: "neuron.moving_average_alpha",
  }),
};

function gate(standard: boolean, description: string) {
  return setting({ type: yesOrNo(), default: standard, description, placeholder: "true|false" });
}

function part(standard: number, description: string) {
  return setting({ type: share, default: standard, description, placeholder: "share" });
}

function days(standard: number, description: string) {
  return setting({ type: wholeNumber(0, 3_650), default: standard, description, placeholder: "days" });
}

function growth(standard: number, description: string) {
  const inPercent = `${description.slice(0, -1)}, in percent.`;
  return setting({ type: percent, default: standard, description: inPercent, placeholder: "percent" });
}

function range(address: string, low: number, high: number) {
  return {
    lowestScore: part(low, `Least score expected of ${address}.`),
    highestScore: part(high, `Greatest score expected of ${address}.`),
  };
}
