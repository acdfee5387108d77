import { expect } from "chai";
import fc from "fast-check";
import { EventLog } from "../../../../src/axon/guard/event-log.ts";

describe(EventLog.name, () => {
  it("finds the n-th last of what it holds, as a list of everything would", () => {
    const times = fc.array(fc.nat(1_000_000), { maxLength: 60 });
    fc.assert(
      fc.property(times, fc.nat(20), fc.integer({ min: 1, max: 30 }), (events, capacity, n) => {
        const log = new EventLog(capacity);
        for (const atMs of events) log.record(atMs);
        const held = capacity === 0 ? [] : events.slice(-capacity);
        expect(log.findNthLast(n)).to.equal(held.at(-n));
      }),
      { numRuns: 1_000 },
    );
  });

  it("counts an event until its window has passed it, to the millisecond", () => {
    const log = new EventLog(2);
    log.record(1_000);
    log.record(1_500);
    expect(log.hasReached(2, 60_000, 60_999)).to.equal(true);
    expect(log.hasReached(2, 60_000, 61_000)).to.equal(false);
  });
});
