import { at } from "../metrics/at.ts";

/** What scores that spread over the alerts of one address cost, by population deviation (facts: aml-risk 7.3). */
const penalties = [
  { below: 0.1, penalty: 0 },
  { below: 0.15, penalty: 0.05 },
  { below: 0.25, penalty: 0.1 },
  { below: Infinity, penalty: 0.15 },
];

/**
 * Returns how alike the scores of one address's alerts are: 1 less the mean penalty of the addresses with more than
 * one scored alert, 1 when there is none.
 *
 * @param addresses of each alert.
 * @param scores of the same alerts; NaN where there is none.
 */
export function addressConsistency(addresses: readonly string[], scores: ArrayLike<number>): number {
  const { groups, count } = groupByAddress(addresses);
  const members = new Float64Array(count);
  const sums = new Float64Array(count);
  forEachScore(scores, (row, score) => {
    const group = at(groups, row);
    members[group] = at(members, group) + 1;
    sums[group] = at(sums, group) + score;
  });
  const squares = new Float64Array(count);
  forEachScore(scores, (row, score) => {
    const group = at(groups, row);
    squares[group] = at(squares, group) + (score - at(sums, group) / at(members, group)) ** 2;
  });
  return Math.max(0, 1 - meanPenalty(members, squares));
}

function meanPenalty(members: Float64Array, squares: Float64Array): number {
  let [total, addresses] = [0, 0];
  for (const [group, count] of members.entries()) {
    if (count < 2) continue;
    const deviation = Math.sqrt(at(squares, group) / count);
    total += penalties.find(({ below }) => deviation < below)?.penalty ?? NaN;
    addresses += 1;
  }
  return addresses === 0 ? 0 : total / addresses;
}

function groupByAddress(addresses: readonly string[]): { groups: Uint32Array; count: number } {
  const known = new Map<string, number>();
  const groups = Uint32Array.from(addresses, (address) => {
    const group = known.get(address) ?? known.size;
    known.set(address, group);
    return group;
  });
  return { groups, count: known.size };
}

function forEachScore(scores: ArrayLike<number>, visit: (row: number, score: number) => void): void {
  for (let row = 0; row < scores.length; row += 1) {
    const score = at(scores, row);
    if (!Number.isNaN(score)) visit(row, score);
  }
}
