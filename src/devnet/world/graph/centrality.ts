import { addTo, filled, type Graph } from "./graph.ts";

/** From how many addresses the shortest paths are followed; the result is an estimate in larger graphs. */
export const MAX_PIVOTS = 128;

export interface Centrality {
  /** The share of shortest paths between others that pass through the address, 0 to 1. */
  readonly betweenness: readonly number[];
  /** The inverse of the mean distance from the pivots that reach it, times the share of them that do. */
  readonly closeness: readonly number[];
}

/** Returns both centralities over undirected links, by Brandes' algorithm from evenly spread pivots. */
export function centralityOf(graph: Graph): Centrality {
  const betweenness = filled(graph.size, 0);
  const distances = filled(graph.size, 0);
  const reachedBy = filled(graph.size, 0);
  const pivots = evenlySpread(graph.size);
  for (const pivot of pivots) {
    const paths = shortestPaths(graph, pivot);
    for (const place of paths.order.slice(1)) {
      addTo(distances, place, paths.distance[place] ?? 0);
      addTo(reachedBy, place, 1);
    }
    accumulate(graph, paths, betweenness);
  }
  const pairs = Math.max(1, pivots.length * (graph.size - 2));
  return {
    betweenness: betweenness.map((passing) => passing / pairs),
    closeness: distances.map((distance, place) => {
      const reached = reachedBy[place] ?? 0;
      return distance === 0 ? 0 : (reached / distance) * (reached / pivots.length);
    }),
  };
}

function evenlySpread(size: number): number[] {
  const count = Math.min(size, MAX_PIVOTS);
  return Array.from({ length: count }, (_, step) => Math.floor((step * size) / count));
}

interface Paths {
  /** The addresses reached, the nearest first; the pivot itself is the first. */
  readonly order: readonly number[];
  readonly distance: readonly number[];
  /** How many shortest paths lead to each address. */
  readonly count: readonly number[];
}

function shortestPaths({ size, neighbours }: Graph, pivot: number): Paths {
  const order = [pivot];
  const distance = filled(size, -1);
  const count = filled(size, 0);
  distance[pivot] = 0;
  count[pivot] = 1;
  for (const place of order) {
    const next = (distance[place] ?? 0) + 1;
    for (const neighbour of neighbours[place] ?? []) {
      if (distance[neighbour] === -1) {
        distance[neighbour] = next;
        order.push(neighbour);
      }
      if (distance[neighbour] === next) addTo(count, neighbour, count[place] ?? 0);
    }
  }
  return { order, distance, count };
}

/** Hands each address's part of the paths back to those one step nearer, the farthest first. */
function accumulate({ neighbours }: Graph, { order, distance, count }: Paths, betweenness: number[]): void {
  const dependency = filled(betweenness.length, 0);
  for (const place of order.slice(1).reverse()) {
    const weight = (1 + (dependency[place] ?? 0)) / (count[place] ?? 1);
    const nearer = (distance[place] ?? 0) - 1;
    for (const neighbour of neighbours[place] ?? []) {
      if (distance[neighbour] === nearer) addTo(dependency, neighbour, (count[neighbour] ?? 0) * weight);
    }
    addTo(betweenness, place, dependency[place] ?? 0);
  }
}
