import { expect } from "chai";
import { Checker, type Given } from "../../chaos/checker.ts";
import type { Kind, Recorded } from "../../chaos/publications.ts";

const date = "2025-08-01";
/** Whole seconds are answered: these are told apart by what differs in their rows alone. */
const firstMs = Date.UTC(2025, 7, 1, 1, 0, 0, 1);
const [secondMs, thirdMs] = [firstMs + 1, firstMs + 2];

describe(Checker.name, () => {
  it("takes an answer that two publications have in common for the newer one's", () => {
    const { checker, first, second } = createSubject();
    checker.take(answer("scores", second, 1));
    checker.take(answer("rankings", second, 2));
    checker.take(answer("scores", second, 3));
    expect(checker.stepsBack).to.deep.equal([]);
    expect(checker.isAnswered(date, second.id)).to.equal(true);
    expect(checker.isAnswered(date, first.id)).to.equal(false);
  });

  it("does not take the older one's answer for a step back after one that both have in common", () => {
    const { checker, first } = createSubject();
    checker.take(answer("rankings", first, 1));
    checker.take(answer("scores", first, 2));
    expect(checker.stepsBack).to.deep.equal([]);
  });

  it("finds a step back to the older one, whatever it was that both have in common", () => {
    const { checker, first, second } = createSubject();
    checker.take(answer("scores", second, 1));
    checker.take(answer("rankings", second, 2));
    checker.take(answer("scores", first, 3));
    checker.settle(5, 4);
    expect(checker.stepsBack).to.have.length(1);
    expect(checker.wrong).to.deep.equal([]);
  });

  it("waits with a step back until what is published was read after the answer", () => {
    const { checker, published, second } = createSubject();
    const third = recorded("third", thirdMs, 1);
    checker.take(answer("scores", second, 1));
    checker.take(answer("scores", third, 3));
    checker.settle(3.6, 3.4);
    expect(checker.stepsBack).to.deep.equal([]);
    published.push(third);
    checker.settle(5, 4);
    expect(checker.stepsBack).to.deep.equal([]);
    expect(checker.isAnswered(date, third.id)).to.equal(true);
  });

  it("remembers what a step back went back from, whatever is answered before it is told", () => {
    const { checker, published, first, second } = createSubject();
    checker.take(answer("scores", second, 1));
    checker.take(answer("scores", first, 3));
    const third = recorded("third", thirdMs, 3);
    published.push(third);
    checker.take(answer("scores", third, 4));
    checker.settle(6, 5);
    expect(checker.stepsBack).to.have.length(1);
  });

  it("lets nothing go unjudged in the end, however late it came", () => {
    const { checker, first, second } = createSubject();
    checker.take(answer("scores", second, 1));
    checker.take(answer("scores", first, 3));
    checker.take(answer("scores", { ...second, rows: { ...second.rows, scores: rowsWith(9) } }, 4));
    checker.settle(Infinity, Infinity);
    expect(checker.stepsBack).to.have.length(1);
    expect(checker.wrong).to.have.length(1);
  });

  it("calls rows wrong that are of no publication", () => {
    const { checker, second } = createSubject();
    checker.take(answer("scores", { ...second, rows: { ...second.rows, scores: rowsWith(9) } }, 1));
    checker.settle(1_000, 999);
    expect(checker.wrong).to.have.length(1);
  });
});

/** Two publications of one date in one second, whose scores took another time and whose ranking is the same. */
function createSubject() {
  const [first, second] = [recorded("first", firstMs, 1), recorded("second", secondMs, 2)];
  const published = [first, second];
  const publications = {
    of: () => published,
    get count() {
      return published.length;
    },
  };
  const worlds = { idsOf: () => [{ alerts: "a", clusters: "c" }] };
  return { checker: new Checker(publications, worlds), published, first, second };
}

function recorded(id: string, updatedMs: number, latencyMs: number): Recorded {
  return {
    id,
    date,
    updatedMs,
    models: { scores: "s1", rankings: "r1", clusters: "c1" },
    rows: {
      scores: rowsWith(latencyMs),
      rankings: [{ alert_id: "a", rank: 1, score: 0.5 }],
      clusters: [{ cluster_id: "c", score: 0.5, latency_ms: latencyMs }],
    },
  };
}

function rowsWith(latencyMs: number) {
  return [{ alert_id: "a", score: 0.5, latency_ms: latencyMs }];
}

function answer(kind: Kind, { models, rows, updatedMs }: Recorded, askedAt: number): Given {
  const document = {
    processing_date: date,
    model_version: models[kind],
    total_alerts: 1,
    total_clusters: 1,
    [kind === "rankings" ? "rankings" : "scores"]: rows[kind],
    metadata: { processed_at: `${new Date(updatedMs).toISOString().slice(0, 19)}Z` },
  };
  return {
    question: { kind, date, page: undefined, path: `/${kind}` },
    body: Buffer.from(JSON.stringify(document)),
    askedAt,
    answeredAt: askedAt + 0.5,
  };
}
