import { addTo, type Graph } from "./graph.ts";

/** Returns for each address the greatest k such that it belongs to a part in which everyone has k neighbours. */
export function coreNumbers({ neighbours }: Graph): number[] {
  const degrees = neighbours.map(({ length }) => length);
  const cores = degrees.map(() => 0);
  const left = new Set(degrees.keys());
  for (let k = 0; left.size > 0; k++) {
    const queue = [...left].filter((place) => (degrees[place] ?? 0) <= k);
    for (let place = queue.pop(); place !== undefined; place = queue.pop()) {
      if (!left.delete(place)) continue;
      cores[place] = k;
      for (const neighbour of neighbours[place] ?? []) {
        if (!left.has(neighbour)) continue;
        addTo(degrees, neighbour, -1);
        if ((degrees[neighbour] ?? 0) <= k) queue.push(neighbour);
      }
    }
  }
  return cores;
}
