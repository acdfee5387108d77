import type { MinerGrade } from "./grade-replies.ts";

/** Returns each graded hotkey's reward of a round: the mean over the batches, one of each network. */
export function meanRewards(batches: readonly (readonly MinerGrade[])[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { hotkey, reward } of batches.flat()) sums.set(hotkey, (sums.get(hotkey) ?? 0) + reward);
  return new Map([...sums].map(([hotkey, sum]) => [hotkey, sum / batches.length]));
}
