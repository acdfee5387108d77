import type { MovingAverages } from "./moving-averages.ts";

/** What a neuron gets while the subnet asks for weights on more neurons than earned any: 1 of 65535 at least. */
const leastWeight = 1e-5;

/** Who can be given weight. */
export interface WeightedNeuron {
  readonly uid: number;
  readonly hotkey: string;
}

/** What the subnet asks of a set of weights; without limits, nothing. */
export interface WeightLimits {
  /** The fewest neurons that must have weight. */
  readonly minAllowedWeights?: number;
  /** The largest share that one neuron may have, above 0 up to 1. */
  readonly maxWeightShare?: number;
}

/**
 * Returns weights by uid that sum to 1, in proportion to the averages, for the chain's 16-bit conversion. Neurons that
 * earned nothing have none, unless the subnet asks for more neurons than earned: then every neuron has a little.
 * No weights at all when nobody earned anything.
 */
export function weightsOf(
  averages: MovingAverages,
  neurons: readonly WeightedNeuron[],
  { minAllowedWeights = 0, maxWeightShare = 1 }: WeightLimits = {},
): Map<number, number> {
  const earned = neurons.map(({ uid, hotkey }) => ({ uid, weight: Math.max(0, averages.get(hotkey) ?? 0) }));
  const earners = earned.filter(({ weight }) => weight > 0);
  if (earners.length === 0) return new Map();
  const total = earners.reduce((sum, { weight }) => sum + weight, 0);
  const shares =
    earners.length >= minAllowedWeights
      ? earners.map(({ uid, weight }) => ({ uid, weight: weight / total }))
      : earned.map(({ uid, weight }) => ({ uid, weight: weight / total + leastWeight }));
  return capped(shares, maxWeightShare);
}

interface Weight {
  readonly uid: number;
  readonly weight: number;
}

/** Returns the weights with sum 1, the largest lowered to the limit and the rest raised alike; equal if none can hold it. */
function capped(weights: readonly Weight[], limit: number): Map<number, number> {
  const falling = weights.toSorted((one, other) => other.weight - one.weight);
  if (limit * falling.length <= 1) return new Map(weights.map(({ uid }) => [uid, 1 / weights.length]));
  let rest = falling.reduce((sum, { weight }) => sum + weight, 0);
  let atLimit = 0;
  let scale = 1 / rest;
  for (const { weight } of falling) {
    if (weight * scale <= limit) break;
    rest -= weight;
    atLimit += 1;
    scale = (1 - atLimit * limit) / rest;
  }
  return new Map(weights.map(({ uid, weight }) => [uid, Math.min(limit, weight * scale)]));
}
