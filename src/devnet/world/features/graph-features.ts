import { centralityOf } from "../graph/centrality.ts";
import { clusteringCoefficients } from "../graph/clustering.ts";
import { communities } from "../graph/communities.ts";
import { coreNumbers } from "../graph/cores.ts";
import type { Graph } from "../graph/graph.ts";
import { pageRank } from "../graph/pagerank.ts";
import { reachOf } from "../graph/reach.ts";
import { sum } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

/** Returns what tells where the address at a place stands and what it can reach (facts: aml-risk 1.5). */
export function graphFeatures(graph: Graph, volumesUsd: readonly number[]) {
  const ranks = pageRank(graph);
  const cores = coreNumbers(graph);
  const groups = communities(graph);
  const clustering = clusteringCoefficients(graph);
  const { betweenness, closeness } = centralityOf(graph);
  return (place: number) => {
    const pagerank = ranks[place] ?? 0;
    const between = betweenness[place] ?? 0;
    const clustered = clustering[place] ?? 0;
    return {
      pagerank,
      betweenness: between,
      closeness: closeness[place] ?? 0,
      clustering_coefficient: clustered,
      kcore: cores[place] ?? 0,
      community_id: groups[place] ?? 0,
      centrality_score: 0.4 * pagerank + 0.3 * between + 0.3 * clustered,
      ...reachFeatures(graph, place, volumesUsd),
    } satisfies Partial<FeatureRow>;
  };
}

/** How many addresses its money reaches in so many payments, and their total volume. */
function reachFeatures(graph: Graph, place: number, volumesUsd: readonly number[]) {
  const [one = [], two = [], three = []] = reachOf(graph, place);
  const volumeOf = (places: readonly number[]) => sum(places.map((reached) => volumesUsd[reached] ?? 0));
  return {
    khop1_count: one.length,
    khop2_count: two.length,
    khop3_count: three.length,
    khop1_volume_usd: volumeOf(one),
    khop2_volume_usd: volumeOf(two),
    khop3_volume_usd: volumeOf(three),
  };
}
