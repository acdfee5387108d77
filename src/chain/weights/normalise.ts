import { NeuronError } from "../../lib/errors.ts";

/** Weights as the chain takes them: the largest is 65535, none is 0. */
export interface ChainWeights {
  readonly uids: readonly number[];
  readonly values: readonly number[];
}

/** The chain's largest weight. */
const top = 65_535;

/**
 * Returns the weights of uids in proportion to the largest, rounded half to even as Python does, without those that
 * become 0 (facts: bittensor 3.7; vectors: 12). All zero gives no weights at all.
 *
 * @param weights by uid: any finite numbers from 0 up. Throws USAGE_INVALID for others.
 */
export function normaliseWeights(weights: ReadonlyMap<number, number>): ChainWeights {
  for (const [uid, weight] of weights) assertWeight(uid, weight);
  const largest = Math.max(0, ...weights.values());
  if (largest === 0) return { uids: [], values: [] };
  const scaled = [...weights]
    .map(([uid, weight]) => ({ uid, value: roundHalfToEven((weight / largest) * top) }))
    .filter(({ value }) => value > 0)
    .sort((one, other) => one.uid - other.uid);
  return { uids: scaled.map(({ uid }) => uid), values: scaled.map(({ value }) => value) };
}

/** Returns the nearest whole number, of two equally near ones the even. */
export function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

function assertWeight(uid: number, weight: number): void {
  if (!Number.isInteger(uid) || uid < 0 || uid > top) {
    throw new NeuronError("USAGE_INVALID", `${uid} is no uid`, { context: { uid } });
  }
  if (Number.isFinite(weight) && weight >= 0) return;
  throw new NeuronError(
    "USAGE_INVALID",
    `The weight of uid ${uid} is ${weight}; it must be a number from 0 up`,
    {
      context: { uid },
    },
  );
}
