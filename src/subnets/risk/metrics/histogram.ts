import { at } from "./at.ts";

/**
 * Returns how many scores fall into each of so many equally wide bins of [0,1], as numpy.histogram counts them: a bin
 * holds its lower edge, the last one both; edges are rounded doubles, so that 0.3 falls below the edge
 * 0.30000000000000004 (facts: aml-risk 7.3). Scores outside [0,1] and NaN are in no bin.
 */
export function histogram(scores: ArrayLike<number>, bins: number): Uint32Array {
  const edges = unitEdges(bins);
  const counts = new Uint32Array(bins);
  for (let row = 0; row < scores.length; row += 1) {
    const bin = findBin(at(scores, row), edges);
    if (bin !== undefined) counts[bin] = at(counts, bin) + 1;
  }
  return counts;
}

/** Returns the bins + 1 edges of equally wide bins of [0,1], the doubles of numpy.linspace. */
export function unitEdges(bins: number): Float64Array {
  const width = 1 / bins;
  const edges = Float64Array.from({ length: bins + 1 }, (_, edge) => edge * width);
  edges[bins] = 1;
  return edges;
}

/** Returns the bin of a score between edges made by `unitEdges`; undefined outside [0,1]. */
export function findBin(score: number, edges: Float64Array): number | undefined {
  if (!(score >= 0 && score <= 1)) return undefined;
  const last = edges.length - 2;
  const guess = Math.min(Math.floor(score * (last + 1)), last);
  if (score < at(edges, guess)) return guess - 1;
  return guess < last && score >= at(edges, guess + 1) ? guess + 1 : guess;
}
