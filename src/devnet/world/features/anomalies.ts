import type { Graph } from "../graph/graph.ts";
import { mean } from "../statistics.ts";
import type { FeatureRow } from "../tables/feature-columns.ts";

type Name = keyof FeatureRow;
type Observed<Names extends Name> = Pick<FeatureRow, Names>;

const behaviourSigns = [
  "tx_total_count",
  "flow_burstiness",
  "night_transaction_ratio",
  "max_tx_usd",
] as const satisfies Name[];

const graphSigns = ["pagerank", "betweenness", "degree_total", "khop1_count"] as const satisfies Name[];

type Signs = Observed<(typeof behaviourSigns)[number] | (typeof graphSigns)[number]>;

/** How steeply a score falls with rank: only an address ahead of nearly all others stands out. */
const STEEPNESS = 40;

/**
 * Returns what tells the anomaly scores, in [0, 1), of the address at a place: how far ahead of the others it is in
 * what launderers do.
 * A stand-in for the producer's forest, whose model is not known (facts: aml-risk 1.5).
 */
export function anomalyFeatures(rows: readonly Signs[], { neighbours }: Graph) {
  const behaviour = standingOut(rows, behaviourSigns);
  const graph = standingOut(rows, graphSigns);
  return (place: number) => {
    const own = behaviour[place] ?? 0;
    const position = graph[place] ?? 0;
    const around = mean((neighbours[place] ?? []).map((neighbour) => behaviour[neighbour] ?? 0));
    return {
      behavioral_anomaly_score: own,
      graph_anomaly_score: position,
      neighborhood_anomaly_score: around,
      global_anomaly_score: 0.4 * own + 0.3 * position + 0.3 * around,
    } satisfies Partial<FeatureRow>;
  };
}

function standingOut(rows: readonly Signs[], signs: readonly (keyof Signs)[]): number[] {
  const ranks = signs.map((sign) => shareBelow(rows.map((row) => row[sign])));
  return rows.map((_, place) => mean(ranks.map((shares) => (shares[place] ?? 0) ** STEEPNESS)));
}

/** For each value, the share of all values that are smaller. */
function shareBelow(values: readonly number[]): number[] {
  const ascending = [...values].sort((a, b) => a - b);
  const firstPlace = new Map<number, number>();
  for (const [place, value] of ascending.entries()) if (!firstPlace.has(value)) firstPlace.set(value, place);
  return values.map((value) => (firstPlace.get(value) ?? 0) / values.length);
}
