import type { GradingSettings } from "../../../config/settings.ts";

/** How an address evolved, by the names of the reference validator (facts: aml-risk 7.5). */
export type EvolutionPattern = "expanding_illicit" | "benign_indicators" | "dormant" | "ambiguous";

/** What evolution is judged by: the thresholds of each pattern. */
export type EvolutionRules = Pick<GradingSettings, "expanding" | "benign" | "dormant">;

/** An address in the batch that is graded. */
export interface AddressBefore {
  /** Distinct counterparties: `degree_total`. */
  readonly degree: number;
  readonly volumeUsd: number;
}

/** The same address in the batch of D+30, which flags and scores are taken from. */
export interface AddressAfter extends AddressBefore {
  readonly isMixerLike: boolean;
  readonly behavioralAnomaly: number;
  readonly velocity: number;
}

/** Growth in percent: 100 is twice as much, -100 is nothing left; 0 where there was nothing before. */
export interface Growth {
  readonly degreePercent: number;
  readonly volumePercent: number;
}

/** Returns how much an address grew. */
export function growthOf(before: AddressBefore, after: AddressBefore): Growth {
  return {
    degreePercent: percentGrowth(before.degree, after.degree),
    volumePercent: percentGrowth(before.volumeUsd, after.volumeUsd),
  };
}

/** Returns the first pattern whose rule holds: expanding, benign, dormant, and ambiguous for the rest. */
export function patternOf(
  before: AddressBefore,
  after: AddressAfter,
  rules: EvolutionRules,
): EvolutionPattern {
  const { degreePercent, volumePercent } = growthOf(before, after);
  const { isMixerLike, behavioralAnomaly, velocity } = after;
  const { expanding, benign, dormant } = rules;
  const isSuspicious = isMixerLike || behavioralAnomaly > expanding.anomaly || velocity > expanding.velocity;
  if (degreePercent > expanding.degreePercent && volumePercent > expanding.volumePercent && isSuspicious) {
    return "expanding_illicit";
  }
  const isHarmless = behavioralAnomaly < benign.anomaly && !isMixerLike;
  if (degreePercent < benign.degreePercent && volumePercent < benign.volumePercent && isHarmless) {
    return "benign_indicators";
  }
  const isSlow = velocity < dormant.velocity;
  if (degreePercent < dormant.degreePercent && volumePercent < dormant.volumePercent && isSlow) {
    return "dormant";
  }
  return "ambiguous";
}

function percentGrowth(before: number, after: number): number {
  return before === 0 ? 0 : ((after - before) / before) * 100;
}
