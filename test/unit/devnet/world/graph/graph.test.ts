import { expect } from "chai";
import { centralityOf } from "../../../../../src/devnet/world/graph/centrality.ts";
import { clusteringCoefficients } from "../../../../../src/devnet/world/graph/clustering.ts";
import { communities } from "../../../../../src/devnet/world/graph/communities.ts";
import { coreNumbers } from "../../../../../src/devnet/world/graph/cores.ts";
import type { Graph } from "../../../../../src/devnet/world/graph/graph.ts";
import { pageRank } from "../../../../../src/devnet/world/graph/pagerank.ts";
import { reachOf } from "../../../../../src/devnet/world/graph/reach.ts";

describe(pageRank.name, () => {
  it("shares out one whole and prefers the more heavily paid", () => {
    const ranks = pageRank(
      createGraph(3, [
        [0, 1, 90],
        [0, 2, 10],
      ]),
    );
    expect(ranks.reduce((sum, rank) => sum + rank, 0)).to.be.closeTo(1, 1e-9);
    expect(ranks[1]).to.be.greaterThan(ranks[2] ?? 1);
  });

  it("is even on a ring", () => {
    for (const rank of pageRank(createGraph(4, ringOfFour))) expect(rank).to.be.closeTo(0.25, 1e-9);
  });
});

describe(coreNumbers.name, () => {
  it("finds the triangle within its tail", () => {
    expect(coreNumbers(triangleWithTail())).to.deep.equal([2, 2, 2, 1]);
  });
});

describe(clusteringCoefficients.name, () => {
  it("is the share of pairs of neighbours that know each other", () => {
    expect(clusteringCoefficients(triangleWithTail())).to.deep.equal([1, 1, 1 / 3, 0]);
  });
});

describe(centralityOf.name, () => {
  it("finds the one that all paths of a star pass through", () => {
    const { betweenness, closeness } = centralityOf(
      createGraph(5, [
        [0, 1, 1],
        [0, 2, 1],
        [0, 3, 1],
        [0, 4, 1],
      ]),
    );
    // Twelve of the paths from five pivots to three others each pass through the centre.
    expect(betweenness).to.deep.equal([12 / 15, 0, 0, 0, 0]);
    expect(closeness[0]).to.be.greaterThan(closeness[1] ?? 1);
  });
});

describe(communities.name, () => {
  it("tells two separate triangles apart", () => {
    const [a, b, c, d, e, f] = communities(
      createGraph(6, [
        [0, 1, 1],
        [1, 2, 1],
        [2, 0, 1],
        [3, 4, 1],
        [4, 5, 1],
        [5, 3, 1],
      ]),
    );
    expect([a === b && b === c, d === e && e === f, a === d]).to.deep.equal([true, true, false]);
  });
});

describe(reachOf.name, () => {
  it("follows payments in their direction, three at most, never back to the origin", () => {
    const line = createGraph(5, [
      [0, 1, 1],
      [1, 2, 1],
      [2, 3, 1],
      [3, 4, 1],
    ]);
    expect(reachOf(line, 0)).to.deep.equal([[1], [1, 2], [1, 2, 3]]);
    expect(reachOf(line, 4)).to.deep.equal([[], [], []]);
    expect(reachOf(createGraph(4, ringOfFour), 0)[2]).to.deep.equal([1, 2, 3]);
  });
});

type Edge = readonly [from: number, to: number, amountUsd: number];

const ringOfFour: readonly Edge[] = [
  [0, 1, 1],
  [1, 2, 1],
  [2, 3, 1],
  [3, 0, 1],
];

function triangleWithTail(): Graph {
  return createGraph(4, [
    [0, 1, 1],
    [1, 2, 1],
    [2, 0, 1],
    [2, 3, 1],
  ]);
}

function createGraph(size: number, edges: readonly Edge[]): Graph {
  const places = Array.from({ length: size }, (_, place) => place);
  return {
    size,
    paid: places.map((place) =>
      edges.filter(([from]) => from === place).map(([, to, amountUsd]) => ({ to, amountUsd })),
    ),
    neighbours: places.map((place) =>
      places.filter((other) =>
        edges.some(
          ([from, to]) =>
            [from, to].join() === [place, other].join() || [to, from].join() === [place, other].join(),
        ),
      ),
    ),
  };
}
