/** A subnet's settings. Blocks and counts are numbers, money is rao, limits on weights are 16-bit fractions. */
export interface Hyperparameters {
  readonly tempo: number;
  readonly maxAllowedUids: number;
  readonly maxAllowedValidators: number;
  readonly immunityPeriod: number;
  readonly minNonImmuneUids: number;
  readonly servingRateLimit: number;
  readonly weightsSetRateLimit: number;
  readonly weightsVersionKey: number;
  readonly minAllowedWeights: number;
  readonly maxWeightsLimit: number;
  readonly activityCutoff: number;
  readonly commitRevealWeightsEnabled: boolean;
  readonly revealPeriodEpochs: number;
  readonly registrationAllowed: boolean;
  readonly maxRegistrationsPerBlock: number;
  readonly targetRegistrationsPerInterval: number;
  readonly adjustmentInterval: number;
  readonly minBurnRao: bigint;
  readonly maxBurnRao: bigint;
  readonly burnHalfLife: number;
  readonly burnIncreaseFactor: number;
  /** Hotkeys with less may not set weights. */
  readonly minStakeForWeightsRao: bigint;
}

/**
 * The chain's defaults (facts: bittensor 3.4, 3.5), except where a small network needs others: weights are set in
 * the open, one weight is enough, registrations are hardly limited and any neuron past its immunity may go.
 */
export const defaultHyperparameters: Hyperparameters = {
  tempo: 360,
  maxAllowedUids: 256,
  maxAllowedValidators: 128,
  immunityPeriod: 4096,
  minNonImmuneUids: 0,
  servingRateLimit: 50,
  weightsSetRateLimit: 100,
  weightsVersionKey: 0,
  minAllowedWeights: 1,
  maxWeightsLimit: 65_535,
  activityCutoff: 5000,
  commitRevealWeightsEnabled: false,
  revealPeriodEpochs: 1,
  registrationAllowed: true,
  maxRegistrationsPerBlock: 256,
  targetRegistrationsPerInterval: 256,
  adjustmentInterval: 100,
  minBurnRao: 500_000n,
  maxBurnRao: 100_000_000_000n,
  burnHalfLife: 360,
  burnIncreaseFactor: 1.26,
  minStakeForWeightsRao: 0n,
};
