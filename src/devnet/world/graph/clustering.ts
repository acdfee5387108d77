import type { Graph } from "./graph.ts";

/** Returns for each address the share of its pairs of neighbours that deal with each other, 0 without a pair. */
export function clusteringCoefficients({ neighbours }: Graph): number[] {
  const sets = neighbours.map((places) => new Set(places));
  return neighbours.map((places) => {
    const pairs = (places.length * (places.length - 1)) / 2;
    return pairs === 0 ? 0 : linksAmong(places, sets) / pairs;
  });
}

function linksAmong(places: readonly number[], sets: readonly ReadonlySet<number>[]): number {
  let links = 0;
  for (const [position, place] of places.entries()) {
    const known = sets[place];
    for (const other of places.slice(position + 1)) if (known?.has(other) === true) links++;
  }
  return links;
}
