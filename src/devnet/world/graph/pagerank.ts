import { addTo, filled, type Graph } from "./graph.ts";
import { sum } from "../statistics.ts";

const DAMPING = 0.85;
const MAX_ROUNDS = 60;
/** The iteration ends once the ranks together move less than this. */
const TOLERANCE = 1e-9;

/** Returns each address's PageRank by power iteration, payments weighted by their amount; the ranks add up to 1. */
export function pageRank(graph: Graph): number[] {
  let ranks = filled(graph.size, 1 / graph.size);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = nextRanks(graph, ranks);
    const moved = sum(next.map((rank, place) => Math.abs(rank - (ranks[place] ?? 0))));
    ranks = next;
    if (moved < TOLERANCE) break;
  }
  return ranks;
}

function nextRanks({ size, paid }: Graph, ranks: readonly number[]): number[] {
  const received = filled(size, 0);
  let dangling = 0;
  for (const [place, payments] of paid.entries()) {
    const rank = ranks[place] ?? 0;
    const total = sum(payments.map(({ amountUsd }) => amountUsd));
    if (total === 0) dangling += rank;
    else for (const { to, amountUsd } of payments) addTo(received, to, (rank * amountUsd) / total);
  }
  return received.map((share) => (1 - DAMPING) / size + DAMPING * (share + dangling / size));
}
