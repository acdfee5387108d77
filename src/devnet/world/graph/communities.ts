import type { Graph } from "./graph.ts";

const MAX_ROUNDS = 12;

/** Returns a community number for each address, by label propagation; equal votes go to the smallest number. */
export function communities({ size, neighbours }: Graph): number[] {
  const labels = Array.from({ length: size }, (_, place) => place);
  for (let round = 0, changed = true; changed && round < MAX_ROUNDS; round++) {
    changed = false;
    for (const [place, others] of neighbours.entries()) {
      const label = mostFrequent(others.map((other) => labels[other] ?? other)) ?? place;
      changed ||= label !== labels[place];
      labels[place] = label;
    }
  }
  return renumber(labels);
}

function mostFrequent(labels: readonly number[]): number | undefined {
  const votes = new Map<number, number>();
  for (const label of labels) votes.set(label, (votes.get(label) ?? 0) + 1);
  const [best] = [...votes].sort(([a, forA], [b, forB]) => forB - forA || a - b);
  return best?.[0];
}

/** Numbers the communities from 0 in order of appearance. */
function renumber(labels: readonly number[]): number[] {
  const numbers = new Map([...new Set(labels)].map((label, number) => [label, number]));
  return labels.map((label) => numbers.get(label) ?? 0);
}
