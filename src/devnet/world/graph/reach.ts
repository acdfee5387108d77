import type { Graph } from "./graph.ts";

/** How many steps of payments are followed. */
const STEPS = 3;

/** Returns for an address whom its money can reach within one, two and three payments, itself left out. */
export function reachOf({ paid }: Graph, origin: number): readonly (readonly number[])[] {
  const seen = new Set([origin]);
  let frontier = [origin];
  return Array.from({ length: STEPS }, () => {
    const receivers = frontier.flatMap((place) => (paid[place] ?? []).map(({ to }) => to));
    frontier = [...new Set(receivers)].filter((place) => !seen.has(place));
    for (const place of frontier) seen.add(place);
    return [...seen].slice(1);
  });
}
