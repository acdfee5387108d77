import { expect } from "chai";
import { Tracker } from "../../../../src/axon/guard/tracker.ts";

const start = Date.UTC(2025, 7, 1);
const day = 86_400_000;

describe(Tracker.name, () => {
  it("remembers so many and no more", () => {
    const tracker = createTracker(100);
    for (let count = 0; count < 10_000; count++) tracker.requestsOf(`address ${count}`, start);
    expect(tracker.size).to.equal(100);
  });

  it("keeps who is in a cooldown while newcomers without failures push each other out", () => {
    const tracker = createTracker(100);
    cool(tracker, "attacker");
    for (let count = 0; count < 10_000; count++) tracker.requestsOf(`address ${count}`, start);
    expect(tracker.findConduct("attacker")?.coolingMs(start)).to.be.above(0);
    expect(tracker.countCooling(start)).to.equal(1);
  });

  it("gives up the oldest failures only when everybody has failed", () => {
    const tracker = createTracker(3);
    for (const key of ["one", "two", "three", "one", "four"])
      tracker.conductOf(key, start).fail(start, false);
    expect(
      ["one", "two", "three", "four"].filter((key) => tracker.findConduct(key) !== undefined),
    ).to.deep.equal(["one", "three", "four"]);
  });

  it("pushes out the longest unseen first", () => {
    const tracker = createTracker(2);
    tracker.requestsOf("old", start).record(start);
    tracker.requestsOf("seen again", start).record(start);
    tracker.requestsOf("old", start + 1);
    tracker.requestsOf("new", start + 2);
    expect(tracker.requestsOf("old", start + 3).findNthLast(1)).to.equal(start);
  });

  it("clears away who has long been silent, a few at each newcomer", () => {
    const tracker = createTracker(1_000);
    for (let count = 0; count < 400; count++) tracker.requestsOf(`clean ${count}`, start);
    for (let count = 0; count < 400; count++) tracker.conductOf(`failed ${count}`, start).fail(start, false);
    for (let count = 0; count < 400; count++) tracker.requestsOf(`new ${count}`, start + day);
    expect(tracker.size).to.equal(400);
  });

  it("lets who is forgotten begin anew", () => {
    const tracker = createTracker(10);
    cool(tracker, "someone");
    tracker.forget("someone");
    expect(tracker.findConduct("someone")).to.equal(undefined);
    expect(tracker.size).to.equal(0);
  });
});

function cool(tracker: Tracker, key: string): void {
  for (let count = 0; count < 10; count++) tracker.conductOf(key, start).fail(start, false);
}

function createTracker(mostSubjects: number): Tracker {
  const penalties = {
    failures: 10,
    failureWindowMs: 60_000,
    firstCooldownMs: 30_000,
    longestCooldownMs: 3_600_000,
    violations: 20,
    criticalFailures: 10,
  };
  return new Tracker({ mostSubjects, logCapacity: 5, penalties });
}
