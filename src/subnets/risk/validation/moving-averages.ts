/** A validator's moving average of each miner, by hotkey. */
export type MovingAverages = ReadonlyMap<string, number>;

export interface Round {
  /** What was graded now, by hotkey. A registered hotkey without a reward, or with one that is no number, has 0. */
  readonly rewards: ReadonlyMap<string, number>;
  /** Everyone on the subnet now: others are forgotten, so that whoever takes over a uid starts from 0. */
  readonly hotkeys: Iterable<string>;
  /** The part of the new reward, above 0 up to 1. */
  readonly alpha: number;
}

/** Returns the averages after a round: alpha times the reward and the rest of what was (facts: bittensor 5). */
export function updateScores(averages: MovingAverages, { rewards, hotkeys, alpha }: Round): MovingAverages {
  const updated = new Map<string, number>();
  for (const hotkey of hotkeys) {
    const [reward, average] = [numberOrZero(rewards.get(hotkey)), numberOrZero(averages.get(hotkey))];
    updated.set(hotkey, alpha * reward + (1 - alpha) * average);
  }
  return updated;
}

function numberOrZero(value = 0): number {
  return Number.isFinite(value) ? value : 0;
}
